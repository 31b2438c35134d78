// Writes a tree like IEMOCAP's, with its names and numbers of clips per session, label, gender and
// kind, and made-up tones as audio. Header only, so that a plugin's test can call it without a
// process.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace serhost::support {
namespace iemocap_tree {

struct Label {
  const char* code;
  const char* word;          ///< as listeners' lines have it
  std::array<int, 5> clips;  ///< a session
  int improvised;            ///< of all
};

// The counts of the four usual classes are those of the corpus. Of the other labels the corpus's
// totals and those of the sessions are kept (1819, 1811, 2136, 2103, 2170), their mixture within a
// session is made up.
inline const std::vector<Label>& labels() {
  static const std::vector<Label> all = {{"ang", "Anger", {229, 137, 240, 327, 170}, 289},
                                         {"hap", "Happiness", {135, 117, 135, 65, 143}, 284},
                                         {"exc", "Excited", {143, 210, 151, 238, 299}, 663},
                                         {"sad", "Sadness", {194, 197, 305, 143, 245}, 608},
                                         {"neu", "Neutral", {384, 362, 320, 258, 384}, 1099},
                                         {"fru", "Frustration", {301, 323, 404, 440, 381}, 900},
                                         {"sur", "Surprise", {20, 20, 22, 22, 23}, 50},
                                         {"fea", "Fear", {8, 8, 8, 8, 8}, 20},
                                         {"dis", "Disgust", {1, 0, 1, 0, 0}, 1},
                                         {"oth", "Other", {0, 1, 1, 1, 0}, 1},
                                         {"xxx", "Anger", {404, 436, 549, 601, 517}, 1200}};
  return all;
}

/// Women's clips among the four usual classes.
constexpr std::array<int, 5> kWomen = {528, 481, 522, 528, 590};

/// Dialogues of session `s` (from 0): 28, 30, 32, 30, 31.
inline std::vector<std::string> dialogues(int s, bool improvised) {
  std::vector<std::string> names;
  for (const char* marked : {"F", "M"}) {
    const bool man = *marked == 'M';
    std::vector<std::string> takes;
    if (improvised)
      takes = {"impro01", "impro02", "impro03", "impro04",
               "impro05", "impro06", "impro07", "impro08"};
    else
      takes = {"script01_1", "script01_2", "script01_3", "script02_1",
               "script02_2", "script03_1", "script03_2"};
    if (improvised && s == 0) takes.pop_back();
    if (improvised && s == 2 && man)
      takes = {"impro01",  "impro02", "impro03", "impro04",  "impro05a",
               "impro05b", "impro06", "impro07", "impro08a", "impro08b"};
    if (!improvised && s == 4 && man) takes.insert(takes.begin() + 1, "script01_1b");
    for (const auto& take : takes)
      names.push_back("Ses0" + std::to_string(s + 1) + marked + "_" + take);
  }
  return names;
}

struct Clip {
  std::size_t label = 0;
  bool woman = false, improvised = false;
};

/// `part` of `total`, spread evenly: whether the one at `index` is among them.
inline bool spread(std::int64_t index, std::int64_t part, std::int64_t total) {
  return (index + 1) * part / total > index * part / total;
}

inline std::vector<Clip> clips_of(int session) {
  std::vector<Clip> clips;
  std::int64_t usual = 0, of_usual = 0;
  for (std::size_t l = 0; l < 5; ++l)
    of_usual += labels()[l].clips[static_cast<std::size_t>(session)];
  for (std::size_t l = 0; l < labels().size(); ++l) {
    const auto& label = labels()[l];
    std::int64_t before = 0, all = 0;
    for (int s = 0; s < 5; ++s) {
      all += label.clips[static_cast<std::size_t>(s)];
      if (s < session) before += label.clips[static_cast<std::size_t>(s)];
    }
    for (int i = 0; i < label.clips[static_cast<std::size_t>(session)]; ++i) {
      Clip clip{l, i % 2 == 0, spread(before + i, label.improvised, all)};
      if (l < 5) clip.woman = spread(usual++, kWomen[static_cast<std::size_t>(session)], of_usual);
      clips.push_back(clip);
    }
  }
  return clips;
}

inline void put(std::string& bytes, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i));
}

/// A tone whose pitch and shape go with the label, slightly different in every clip; 16 kHz, 16
/// bits, mono.
inline std::string tone(std::size_t label, std::size_t number, double seconds) {
  const auto count = static_cast<std::uint32_t>(seconds * 16000.0);
  std::string bytes = "RIFF";
  put(bytes, 36 + count * 2, 4);
  bytes += "WAVEfmt ";
  put(bytes, 16, 4);
  put(bytes, 1, 2);
  put(bytes, 1, 2);
  put(bytes, 16000, 4);
  put(bytes, 32000, 4);
  put(bytes, 2, 2);
  put(bytes, 16, 2);
  bytes += "data";
  put(bytes, count * 2, 4);
  const double hertz =
      150.0 + 60.0 * static_cast<double>(label) + 0.005 * static_cast<double>(number);
  for (std::uint32_t i = 0; i < count; ++i) {
    const double phase = 6.283185307179586 * hertz * i / 16000.0;
    const double value =
        0.2 * std::sin(phase) + 0.1 * std::sin((2.0 + static_cast<double>(label % 3)) * phase);
    put(bytes, static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(value * 32767.0))),
        2);
  }
  return bytes;
}

inline void write(const std::filesystem::path& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

inline void write_dialogue(const std::filesystem::path& session, const std::string& dialogue,
                           const std::vector<Clip>& clips, double seconds, std::size_t& made) {
  namespace fs = std::filesystem;
  const auto evaluation = session / "dialog" / "EmoEvaluation",
             transcriptions = session / "dialog" / "transcriptions",
             wav = session / "sentences" / "wav" / dialogue;
  fs::create_directories(wav);
  std::string labels_text = "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n", words = "";
  int women = 0, men = 0;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const auto& clip = clips[i];
    const auto& label = labels()[clip.label];
    char name[96], line[400];
    std::snprintf(name, sizeof name, "%s_%c%03d", dialogue.c_str(), clip.woman ? 'F' : 'M',
                  clip.woman ? women++ : men++);
    const double start = 5.0 + 3.0 * static_cast<double>(i), end = start + 2.5;
    std::snprintf(line, sizeof line,
                  "[%.4f - %.4f]\t%s\t%s\t[%.4f, %.4f, %.4f]\nC-E2:\t%s;\t()\nC-E3:\t%s; "
                  "Frustration;\t()\nC-%c1:\tOther;\t(self)\n"
                  "A-E3:\tval 3; act 2; dom  2;\t()\nA-E4:\tval 2; act 3; dom  2;\t()\n\n",
                  start, end, name, label.code, 2.5,
                  2.0 + 0.25 * static_cast<double>(clip.label % 5), 3.0, label.word,
                  clip.label == 10 ? "Neutral" : label.word, clip.woman ? 'F' : 'M');
    labels_text += line;
    std::snprintf(line, sizeof line, "%s [%08.4f-%08.4f]: Words of clip %zu.\n", name, start, end,
                  i);
    words += line;
    write(wav / (std::string(name) + ".wav"), tone(clip.label, made++, seconds));
  }
  words += dialogue + "_FXX0 [900.0000-901.0000]: [LAUGHTER]\n";
  write(evaluation / (dialogue + ".txt"), labels_text);
  write(evaluation / ("._" + dialogue + ".txt"), std::string("\0\5\26\7AppleDouble", 15));
  write(evaluation / "Categorical" / (dialogue + "_e2_cat.txt"), dialogue + "_F000 :Neutral; ()\n");
  write(evaluation / "Attribute" / (dialogue + "_e3_atr.txt"), "[0.0 - 1.0]\tnot a label line\n");
  write(evaluation / "Self-evaluation" / (dialogue + "_f1_cat.txt"),
        "[0.0 - 1.0]\tnot a label line\n");
  write(transcriptions / (dialogue + ".txt"), words);
}

}  // namespace iemocap_tree

/// Gives the number of clips: 10039 in 151 dialogues. `folder` is made where it is not there.
inline std::size_t write_iemocap_tree(const std::filesystem::path& folder, double seconds = 0.1) {
  using namespace iemocap_tree;
  std::size_t made = 0;
  for (int s = 0; s < 5; ++s) {
    const auto session = folder / ("Session" + std::to_string(s + 1));
    for (const char* below : {"dialog/EmoEvaluation/Categorical", "dialog/EmoEvaluation/Attribute",
                              "dialog/EmoEvaluation/Self-evaluation", "dialog/transcriptions"})
      std::filesystem::create_directories(session / below);
    for (const bool improvised : {true, false}) {
      const auto names = dialogues(s, improvised);
      std::vector<std::vector<Clip>> in(names.size());
      std::size_t next = 0;
      for (const auto& clip : clips_of(s))
        if (clip.improvised == improvised) in[next++ % names.size()].push_back(clip);
      for (std::size_t i = 0; i < names.size(); ++i)
        write_dialogue(session, names[i], in[i], seconds, made);
    }
  }
  return made;
}

}  // namespace serhost::support
