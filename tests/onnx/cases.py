"""The models that runtime_test.py trains: a name, and the tables of an experiment that differ."""

ENCODERS = "tests/golden/encoders/"


def encoder(plugin, checkpoint, lines="", folder=ENCODERS):
    return f'[backbone]\nplugin = "{plugin}"\ncheckpoint = "SOURCE/{folder}{checkpoint}"\n{lines}'


CROSS_ENTROPY = '[loss]\nplugin = "cross_entropy"\n'

VQ_WAV2VEC = (
    '[backbone]\nplugin = "vq_wav2vec"\nconv_dim = [24, 24, 24, 24, 24, 24, 24, 24]\naggregator_dim = [24, 24]\n'
    "aggregator_kernel = [2, 3]\n"
)

CASES = {
    "lstm_mfcc": '[backbone]\nplugin = "lstm"\nwidth = 24\nbidirectional = true\ndeltas = 2\nstack = 3\n'
    + CROSS_ENTROPY + '[head]\npooling = "attention"\nhidden = [16]\n',
    "lstm_log_mel": '[backbone]\nplugin = "lstm"\nwidth = 32\nnum_layers = 1\nfront_end = "log_mel"\nnormalize = "none"\n'
    + CROSS_ENTROPY + '[head]\npooling = "summary"\n',
    "vggish": '[backbone]\nplugin = "vggish"\nwidth = 0.1\nnorm = "group"\npatch_hop = 0.24\nnormalize = "utterance"\n'
    + CROSS_ENTROPY + '[head]\npooling = "mean_std"\nframe_hidden = [20]\nactivation = "relu"\n',
    "vggish_plain": '[backbone]\nplugin = "vggish"\nwidth = 0.1\nembedding_relu = true\n' + CROSS_ENTROPY,
    "wav2vec2_group": encoder("wav2vec2", "fixture_wav2vec2_group_postln", 'layers = "weighted"\nnormalize = true\n')
    + '[loss]\nplugin = "aam"\n[head]\nhidden = [12]\nactivation = "gelu"\n',
    "wav2vec2_stable": encoder("wav2vec2", "fixture_wav2vec2_layer_preln", "layers = 1\n") + CROSS_ENTROPY,
    "wav2vec2_sum": encoder("wav2vec2", "fixture_wav2vec2_layer_preln", 'layers = "sum_last_4"\n') + CROSS_ENTROPY,
    "wav2vec2_odd": encoder("wav2vec2", "wav2vec2_odd_sizes") + CROSS_ENTROPY,
    "hubert": encoder("hubert", "hubert_batch_norm", 'freeze = "feature_encoder"\n') + CROSS_ENTROPY
    + '[head]\npooling = "mean_scores"\nframe_hidden = [12]\n',
    "wavlm": encoder("wavlm", "fixture_wavlm_layer_preln") + CROSS_ENTROPY,
    "wavlm_few_buckets": encoder("wavlm", "wavlm_few_buckets", 'freeze = "all"\n') + CROSS_ENTROPY,
    "data2vec": encoder("data2vec", "fixture_data2vec_audio") + CROSS_ENTROPY,
    "data2vec_even": encoder("data2vec", "data2vec_even_kernel") + CROSS_ENTROPY,
    "emotion2vec": encoder("emotion2vec", "emotion2vec", folder="tests/golden/") + CROSS_ENTROPY
    + '[head]\npooling = "summary"\n',
    "data2vec2": '[backbone]\nplugin = "emotion2vec"\nwidth = 32\nheads = 4\nhidden = 32\nprenet = 1\ndepth = 2\ntokens = 0\n'
    "conv_dim = [8, 8, 8, 8, 8, 8, 8]\n" + CROSS_ENTROPY,
    "wav2vec": '[backbone]\nplugin = "wav2vec"\nconv_dim = [8, 8, 8, 8, 8, 8, 8]\naggregator_dim = [8, 8, 8]\n'
    "aggregator_kernel = [2, 3, 4]\n" + CROSS_ENTROPY,
    "vq_wav2vec": VQ_WAV2VEC + "codes = 40\n" + CROSS_ENTROPY,
    "vq_wav2vec_kmeans": VQ_WAV2VEC + 'codes = 40\nquantizer = "kmeans"\n' + CROSS_ENTROPY,
    "whisper": encoder("whisper", "whisper", 'layers = "weighted"\n', folder="tests/golden/") + CROSS_ENTROPY,
}
