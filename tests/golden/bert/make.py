"""Writes the files beside this one: a tiny BERT of Transformers with random weights, a small vocabulary, odd sentences with the
numbers that Transformers' tokenizer gives them, and the hidden states of some.
pip install numpy torch safetensors transformers; python make.py [SENTENCES]
With a number, so many sentences are drawn and written: the test compares however many there are.
"""
import json
import pathlib
import random
import sys

import torch
import transformers
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LETTERS += "".join(chr(c) for c in range(0x3B1, 0x3CA)) + "".join(chr(c) for c in range(0x430, 0x450)) + "ßøłđıæœ"
SINGLE = "0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" + "ABCDEFGHIÄÖÉ" + "¿¡«»…—–“”‘’、。€£°" + "你好吗我很高兴的中文字愤怒"
WORDS = """hello the un i am so angry happy sad not don t why what you are it is really no yes oh god mm ##hm ##aff ##able ##ing ##ed
##er ##s ##ly ##est caf ##e na ##ive resume emo ##tion ang ##ry ja nein stra ##sse istanbul""".split()

FIXED = [
    "", " ", "Hello, the world!", "I'm SO angry!!!", "unaffable unaffably", "Don't... you?", "naïve café résumé Ångström Çà",
    "你好吗?我很高兴", "中文abc字", "我 am 愤怒!", "日本語のテキスト かな", "한국어 텍스트", "a\tb\nc\rd", "a\u00a0b\u2003c\u3000d\u2028e",
    "zero\u200bwidth\u200djoin\ufeffbom", "con\u0000trol\u0007\u001b[0m", "bad\ufffdchar", "\u00adsoft\u00adhyphen", "emoji 😀 angry 😡👍🏽",
    "a" * 100, "a" * 101, "the " + "ab" * 50 + " end", "é" * 60, "[CLS] hello [SEP]", "[MASK]ed [mask] [UNK][PAD]x", "[CLS", "[[SEP]]",
    "İstanbul I ı i̇", "ΣΊΣΥΦΟΣ σς", "Straße STRASSE ẞ", "ǅungla ﬁne ﬂow", "Привет, мир! ЁЖ Й", "e\u0301 o\u0308 n\u0303 A\u030a",
    "\u0301lone mark", "x\u0488y\u20dd", "$5.00 + €3 = £7°", "a_b-c/d\\e|f~g`h^i", "«oui» “no” ‘x’ — – …", "¿Qué? ¡No!", "١٢٣ ४५६ Ⅷ ²³½",
    "שָׁלוֹם עולם", "مَرْحَبًا", "हिन्दी में", "ไทย ภาษา", "Tiếng Việt đặc biệt", "\U0001d400\U0001d41b bold", "㐀 \U00020000 豈 龥 鿿",
    "don’t it’s “so”", "www.example.org/a?b=c&d", "o_O :-) ^^ <3 </s>", "UPPER lower MiXeD", "tab\there\u000bvt\u000cff", "\u2029\u0085 nel",
    "\ue000 private", "a‐b‑c‒d", "〈書〉「話」。、", "angry" * 20, "hello" * 21, "##hm the##s", "mmhm mm-hm uh-huh",
    "new marks: a\u061db a\u2e4ab a\u0890b a\u08d4b a\u1df6b a\u166db",
]


def vocabulary():
    singles = list(dict.fromkeys(SINGLE + LETTERS))
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + singles + ["##" + c for c in LETTERS + "0123456789"] + WORDS
    return list(dict.fromkeys(pieces))


def drawn(count):
    rng, out = random.Random(5), list(FIXED)
    blocks = [(32, 127), (160, 591), (768, 879), (880, 1327), (1424, 1791), (0x900, 0x97F), (0x1E00, 0x1FFF), (0x2000, 0x206F),
              (0x20A0, 0x214F), (0x2460, 0x24FF), (0x3000, 0x30FF), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3), (0xF900, 0xFA6D), (0xFB00, 0xFB06),
              (0xFF01, 0xFF5E), (0x1F300, 0x1F64F), (0, 31), (127, 159)]
    while len(out) < count:
        text = ""
        for _ in range(rng.randint(1, 12)):
            kind = rng.random()
            if kind < 0.4:
                text += rng.choice(WORDS).replace("#", "").title() if rng.random() < 0.3 else rng.choice(WORDS).replace("##", "")
            elif kind < 0.9:
                low, high = rng.choice(blocks)
                text += "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(1, 5)))
            else:
                text += rng.choice(["[SEP]", "[MASK]", "\u0301", "\n", "'s", "..."])
            text += rng.choice(["", " ", " ", "-", "\u3000"])
        out.append(text)
    return out[:count]


def main():
    pieces = vocabulary()
    (HERE / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    numbers = {piece: i for i, piece in enumerate(pieces)}
    lower = transformers.BertTokenizer(vocab=numbers, do_lower_case=True)
    cased = transformers.BertTokenizer(vocab=numbers, do_lower_case=False)
    sentences = drawn(int(sys.argv[1]) if len(sys.argv) > 1 else len(FIXED))
    rows = [{"text": text, "lower": lower(text)["input_ids"], "cased": cased(text)["input_ids"]} for text in sentences]
    (HERE / "sentences.json").write_text(json.dumps(rows, indent=0) + "\n")
    config = transformers.BertConfig(vocab_size=len(pieces), hidden_size=16, num_hidden_layers=3, num_attention_heads=4,
                                     intermediate_size=24, max_position_embeddings=64)
    torch.manual_seed(3)
    model = transformers.BertModel(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():  # biases and norms of their own, too
            parameter.add_(0.1 * torch.randn_like(parameter))
    model.save_pretrained(HERE)
    expected = {}
    with torch.no_grad():
        for i, row in enumerate(rows[:8]):
            states = model(torch.tensor([row["lower"]]), output_hidden_states=True).hidden_states
            expected[f"states.{i}"] = torch.stack([state[0] for state in states]).contiguous()
    save_file(expected, HERE / "expected.safetensors")


main()
