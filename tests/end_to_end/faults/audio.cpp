// Audio that cannot be used.
#include <sys/stat.h>

#include <limits>

#include "base/hash.hpp"
#include "end_to_end/faults/corpus.hpp"
#include "end_to_end/faults/row.hpp"

namespace faults {
namespace {

namespace fs = std::filesystem;
using namespace serhost::audio;

const std::string kHead =
    "e.toml:4:11: dataset 'folder': 1 clip cannot be used (dataset.skip_damaged = true leaves it "
    "out): clip 'sad/s1_1.wav': "
    "data/sad/s1_1.wav: ";

/// Something else than a file in the place of a clip.
auto instead(void (*make)(const fs::path&)) {
  return [=](const Scratch& scratch) {
    const auto file = scratch.path() / "data/sad/s1_1.wav";
    fs::remove(file);
    make(file);
  };
}

std::string float_wave(const std::vector<float>& samples) {
  std::string bytes(reinterpret_cast<const char*>(samples.data()), samples.size() * sizeof(float));
  const auto format = chunk("fmt ", little(3, 2) + little(1, 2) + little(16000, 4) +
                                        little(64000, 4) + little(4, 2) + little(32, 2));
  return riff(format + chunk("data", bytes));
}

void cut_flac(const Scratch& scratch) {
  std::vector<float> noise(32000);
  std::uint32_t state = 1;
  for (auto& x : noise) x = static_cast<float>(state = state * 1664525U + 1013904223U) / 5e9F;
  fs::remove(scratch.path() / "data/sad/s1_1.wav");
  const auto file =
      write_audio(scratch.path() / "data/sad/s1_1.flac", noise, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  fs::resize_file(file, fs::file_size(file) / 2);
}

/// A clip of that format less its last `missing` bytes, mp3 without the header that says its
/// length.
auto in_place(const std::string& name, int format, std::size_t missing) {
  return [=](const Scratch& scratch) {
    std::vector<float> samples(16000);
    std::uint32_t state = 1;
    for (auto& x : samples) x = static_cast<float>(state = state * 1664525U + 1013904223U) / 5e9F;
    const auto file = write_audio(scratch.path() / ("clip." + name), samples, format);
    auto bytes = end_to_end::slurp(file);
    fs::remove(file);
    bytes.resize(bytes.size() - missing);
    for (const char* mark : {"Xing", "Info"}) {
      if (const auto at = bytes.substr(0, 1000).find(mark); at != std::string::npos)
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 4, '\0');
    }
    scratch.write("data/sad/s1_1.wav", bytes);
  };
}

/// Two channels, one the other's negative.
std::string opposite(int frames) {
  std::string out;
  for (int i = 0; i < frames; ++i) {
    const auto value = i % 100 * 50 - 2475;
    for (const int sign : {1, -1}) out += little(static_cast<std::uint16_t>(sign * value), 2);
  }
  return out;
}

}  // namespace

Group audio() {
  const auto whole = wave(tone(4000));
  std::vector<float> broken(4000, 0.1F);
  broken[2000] = std::numeric_limits<float>::quiet_NaN();
  return {
      "Audio",
      "`check` and `run` look at the header of every file; `run` and `data verify` also decode "
      "everything before training. Every clip that cannot be used is named, and the run stops. "
      "With `dataset.skip_damaged = true` such clips are left out, counted and named in `run.json` "
      "and the report, and so are files that are absent, as long as some are there.",
      {
          {"EmptyFile", "A file of 0 bytes",
           kHead + "is empty (0 bytes), but an audio file is expected; copy it again", 65,
           "An interrupted download or a full disk. Copy the file again.", clip("")},
          {"CutOff", "A file that is cut off",
           kHead + "is cut off: its header says 8000 bytes of audio, but 5000 are there (0.156 s "
                   "of 0.25 s); copy it again",
           65, "Copy the file again; compare its size with the original's.",
           clip(whole.substr(0, whole.size() - 3000))},
          {"DeclaresTooMuch", "A header that declares more than the file holds",
           kHead + "is cut off: its header says 2147418112 bytes of audio, but 8000 are there "
                   "(0.25 s of "
                   "67106.816 s); copy it again",
           65,
           "The same as a file that is cut off. Sizes 0 and 4294967295, which programs write into "
           "pipes, are understood.",
           clip(with(whole, "data" + little(8000, 4), "data" + little(0x7FFF0000, 4)))},
          {"NoSamples", "A header without samples",
           kHead + "holds no samples (0 frames); leave it out or copy it again", 65,
           "The recording failed. Remove the clip from the corpus, or set `dataset.skip_damaged = "
           "true`.",
           clip(wave(""))},
          {"NoDataChunk", "A wav file without audio",
           kHead + "is a wav file without audio: no data chunk before its end at byte 36; copy it "
                   "again",
           65, "Copy the file again.", clip(riff(format_chunk()))},
          {"AbsurdRate", "An invalid sample rate",
           kHead + "says a sample rate of 2000000 Hz; expected 1000 to 768000", 65,
           "The header is damaged, or the file is not audio. Copy it again, or write it again with "
           "another tool.",
           clip(wave(tone(100), 2000000))},
          {"TooManyChannels", "An invalid number of channels",
           kHead + "says 33 channels; expected 1 to 32", 65,
           "The header is damaged, or this is the recording of a microphone array: split the "
           "channels first.",
           clip(wave(tone(330), 16000, 33))},
          {"PointerFile", "A git-lfs pointer instead of the audio",
           kHead + "is a pointer file of large-file storage, not the audio itself; fetch the audio "
                   "with git lfs pull",
           65, "Install git-lfs and run `git lfs pull` in the corpus' repository.",
           clip("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")},
          {"NotAudio", "A file that is not audio",
           kHead + "is not audio that can be read (wav, flac, ogg, mp3): found bytes 3c 21 44 4f "
                   "43 54 59 50 45 20 68 74 6d 6c 3e 3c ('<!DOCTYPE html><')",
           65, "Often a web page that was saved instead of the file. Fetch the file again.",
           clip("<!DOCTYPE html><html><title>404</title></html>")},
          {"WrongExtension", "Another format under the extension .wav",
           kHead + "is not audio that can be read (wav, flac, ogg, mp3): found MP4 or M4A; convert "
                   "it to wav, for example with ffmpeg",
           65,
           "The content decides, never the extension: flac, ogg and mp3 are read under any name. "
           "Convert other formats.",
           clip(little(0x1C000000, 4) + "ftypM4A " + std::string(200, '\0'))},
          {"Folder", "A folder named like a clip",
           kHead + "is a folder, but an audio file is expected", 65,
           "Rename the folder, or remove it from the corpus.",
           instead([](const fs::path& file) { fs::create_directory(file); })},
          {"Pipe", "A pipe named like a clip",
           kHead + "is a pipe or a device, but an audio file is expected", 65,
           "Remove it from the corpus.",
           instead([](const fs::path& file) { ::mkfifo(file.c_str(), 0600); })},
          {"Device", "A link to a device",
           kHead + "is a pipe or a device, but an audio file is expected", 65,
           "Remove the link from the corpus.",
           instead([](const fs::path& file) { fs::create_symlink("/dev/zero", file); })},
          {"BrokenLink", "A broken link",
           "e.toml:4:11: dataset 'folder': 1 of 16 audio files does not exist: data/sad/s1_1.wav",
           66, "Mount or copy the target. For a corpus of links, check that all targets exist.",
           instead([](const fs::path& file) { fs::create_symlink("elsewhere.wav", file); })},
          {"Unreadable",
           "A file without read permission",
           kHead + "cannot be opened: Permission denied",
           65,
           "Add the permission: `chmod u+r FILE`.",
           [](const Scratch& scratch) {
             fs::permissions(scratch.path() / "data/sad/s1_1.wav", fs::perms::none);
           },
           {"check", "e.toml"},
           {},
           drop_power},
          {"NotFinite", "Samples that are not finite",
           kHead + "sample 2000 (at 0.125 s, channel 0) is not a finite number; leave the file out "
                   "or write it again",
           65,
           "Floating-point files can hold NaN and infinity, mostly from a division by zero in the "
           "tool that wrote them. Write the file again.",
           clip(float_wave(broken)), kPlainRun},
          {"Constant", "Digital silence, or any other constant",
           kHead + "holds the value 0 throughout, and no sound; leave it out or record it again",
           65,
           "A dead microphone, or the wrong channel. A quiet recording has noise and is not a "
           "fault.",
           clip(wave(std::string(8000, '\0'))), kPlainRun},
          {"CutOffFlac", "A compressed file that is cut off",
           "e.toml:4:11: dataset 'folder': 1 clip cannot be used (dataset.skip_damaged = true "
           "leaves it out): clip 'sad/s1_1.flac': data/sad/s1_1.flac: is cut "
           "off or damaged: 32000 samples are expected, * could be read (* of 2 s); copy it again",
           65,
           "Found by decoding, hence by `run` and `data verify` and not by `check`. Copy the file "
           "again.",
           cut_flac, kPlainRun},
          {"CutOffMp3", "An mp3 file without a length that is cut off",
           kHead + "is cut off: * bytes of its last MPEG frame are missing (* are there, at least "
                   "* are expected); copy it again",
           65,
           "Such a file does not say how long it should be, but it ends within a frame. With a "
           "length (a Xing header) the message says what is expected.",
           in_place("mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 10)},
          {"CutOffOgg", "An Ogg file that is cut off",
           kHead + "is cut off: it ends within an Ogg page*; copy it again", 65,
           "Copy the file again. Chained files are read through all their links.",
           in_place("ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 100)},
          {"WrongScale", "Float samples in the scale of 16 bit",
           kHead + "sample 0 (at 0 s, channel 0) is 12000, but float samples lie between -1 and "
                   "1: divide them by their scale (32768 for 16 bit) or write the file with 16-bit "
                   "samples",
           65,
           "The tool that wrote the file did not scale its samples. Beyond 100 they are refused; "
           "`data verify` and `run` note samples beyond 1.5.",
           clip(float_wave(std::vector<float>(4000, 12000.0F))), kPlainRun},
          {"ChannelsCancel", "Two channels that cancel",
           kHead + "its 2 channels cancel: their mean has 0 of their energy; choose one (channel, "
                   "from 0)",
           65,
           "Channels are averaged. One that is the other's negative, as some balanced lines are "
           "recorded, leaves silence: set `channel` of the data set (`folder`, `manifest`) or the "
           "list's column of that name.",
           clip(wave(opposite(4000), 16000, 2)), kPlainRun},
          {"Several", "Several damaged clips",
           "e.toml:4:11: dataset 'folder': 2 clips cannot be used (dataset.skip_damaged = true "
           "leaves them out):\n  clip 'sad/s1_1.wav': data/sad/s1_1.wav: is "
           "empty (0 bytes), but an audio file is expected; copy it again\n  clip 'sad/s1_2.wav': "
           "data/sad/s1_2.wav: is empty (0 bytes), but an audio file is "
           "expected; copy it again",
           65,
           "The first 20 are listed; `serhost data verify EXP.toml` lists all, also those that "
           "only decoding finds.",
           [](const Scratch& scratch) {
             scratch.write("data/sad/s1_1.wav", "");
             scratch.write("data/sad/s1_2.wav", "");
           }},
          {"TooShort", "A clip that is too short for the backbone",
           "e.toml: 1 clip is too short for the backbone, which needs 0.025 s (400 samples at "
           "16000 Hz) (train.pad_short = true puts silence behind it): clip "
           "'sad/s1_1.wav' lasts 0.0063 s",
           65,
           "Remove the clip, or set `train.pad_short = true`: the record then counts and names the "
           "padded clips.",
           clip(wave(tone(100)))},
          {"CropTooShort",
           "Crops that are too short for the backbone",
           "e.toml: train.max_seconds: found 0.01, but the backbone needs at least 0.025 s (400 "
           "samples at 16000 Hz)",
           78,
           "Set a larger `train.max_seconds`.",
           {},
           {"check", "e.toml", "-s", "train.max_seconds=0.01"}},
          {"Altered",
           "A file that was changed since a run",
           "clip 'sad/s1_1.wav': data/sad/s1_1.wav: has been altered: its audio is not that of "
           "runs/e/clips.csv",
           65,
           "A run keeps `clips.csv`, a hash of every clip's samples. Restore the file, or treat "
           "the run as one on other data. To check another run: `data verify EXP.toml RUN`.",
           [](const Scratch& scratch) {
             end_to_end::serhost({"run", "e.toml", "-q"}, scratch.path());
             scratch.write("data/sad/s1_1.wav", wave(tone(4450, 0.2)));
           },
           {"data", "verify", "e.toml"}},
          {"NotAsDeclared",
           "A file that is not what the list of clips says",
           "m.toml:2:10: dataset 'manifest': 1 clip cannot be used (dataset.skip_damaged = true "
           "leaves it out): clip 'data/angry/s1_1.wav': "
           "data/angry/s1_1.wav: has been altered: its SHA-256 is *, but its list says 00ff; copy "
           "it again",
           65,
           "A column `sha256` of the list is compared with the files. Copy the file again, or "
           "correct the list: `sha256sum FILE`.",
           [](const Scratch& scratch) {
             auto table = with(clip_table(), "path,label,speaker\ndata/angry/s1_1.wav,angry,s1\n",
                               "path,label,speaker,sha256\ndata/angry/s1_1.wav,angry,s1,00ff\n");
             std::string out;
             std::istringstream in(table);
             for (std::string line; std::getline(in, line);)
               out += line +
                      (out.size() > 30 && line.find("00ff") == std::string::npos ? ",\n" : "\n");
             scratch.write("list.csv", out);
             scratch.write(
                 "m.toml",
                 with(kExperiment,
                      "name = \"e\"\n\n[dataset]\nplugin  = \"folder\"\nroot    = "
                      "\"data\"\nspeaker = \"^(s[0-9])\"",
                      "[dataset]\nplugin = \"manifest\"\nroot = \".\"\nfile = \"list.csv\""));
           },
           {"run", "m.toml", "-q"}},
          {"NameNotUtf8", "A file name that is not UTF-8",
           "e.toml:4:11: dataset 'folder': data/sad/caf\\xe9.wav: the name is not UTF-8, so it "
           "cannot be a key; rename it",
           65, "Names become keys in CSV and JSON. Rename such files, for example with convmv.",
           [](const Scratch& scratch) { scratch.write("data/sad/caf\xE9.wav", wave(tone(4000))); }},
          {"NoRoot", "A missing corpus", "e.toml:5:11: dataset.root: 'nowhere' does not exist", 66,
           "Mount the corpus, or correct `dataset.root`.",
           experiment("root    = \"data\"", "root    = \"nowhere\"")},
      }};
}

}  // namespace faults
