// Corpora whose numbers of clips differ from speaker to speaker: dealt out until the counts are
// met.
#include "trees.hpp"

namespace serhost::corpora {

namespace {

using Counts = std::map<std::string, std::size_t>;

/// "F01".."F31" and "M01".."M56", say.
std::vector<std::string> numbered(const std::string& before, std::size_t count, std::size_t width) {
  std::vector<std::string> out;
  for (std::size_t i = 1; i <= count; ++i) out.push_back(before + digits(i, width));
  return out;
}

}  // namespace

// Of 600 combinations four are absent and one is there as takes a and b alone; eight more takes.
Tree aesdd() {
  const std::map<char, std::string> folders = {
      {'a', "anger"}, {'d', "disgust"}, {'f', "fear"}, {'h', "happiness"}, {'s', "sadness"}};
  Tree out;
  const auto add = [&](const std::string& name) {
    out.files.push_back(folders.at(name.front()) + "/" + name + ".wav");
  };
  for (const auto& [letter, folder] : folders) {
    for (std::size_t sentence = 1; sentence <= 20; ++sentence) {
      for (std::size_t speaker = 1; speaker <= 6; ++speaker) {
        const auto code = std::string(1, letter) + digits(sentence, 2);
        const auto name = code + " (" + std::to_string(speaker) + ")";
        if (name == "d18 (5)" || name == "f02 (4)" || name == "h11 (3)" || name == "s05 (3)" ||
            name == "s01 (5)")
          continue;
        const bool long_number = speaker == 1 && (code == "d03" || code == "f10" || code == "f11" ||
                                                  code == "f12" || code == "f13");
        add(long_number ? code + " (01)" : name);
      }
    }
  }
  for (const char* name : {"a06 (5)b", "f18 (5)b", "s01 (5)a", "s01 (5)b", "s02 (5)b", "s04 (5)b",
                           "d01 (5)b", "d03 (5)b", "d04 (5)b"})
    add(name);
  return out;
}

Tree shemo() {
  const auto women = numbered("F", 31, 2), men = numbered("M", 56, 2);
  const Counts of_women = {{"A", 430}, {"F", 20}, {"H", 100}, {"N", 450}, {"S", 170}, {"W", 93}};
  const Counts all = {{"A", 1042}, {"F", 32}, {"H", 203}, {"N", 1160}, {"S", 362}, {"W", 201}};
  Tree out;
  for (const auto& [letter, count] : all) {
    for (std::size_t i = 0; i < count; ++i) {
      const bool woman = i < of_women.at(letter);
      const auto& speakers = woman ? women : men;
      const auto index = woman ? i : i - of_women.at(letter);
      out.files.push_back((woman ? "female/" : "male/") + speakers[index % speakers.size()] +
                          letter + digits(1 + index / speakers.size(), 2) + ".wav");
    }
  }
  return out;
}

// Numbers of speaker and emotion as they stand there, with zeros in front that follow no rule.
Tree urdu() {
  Counts of = {{"SM5", 80}, {"SM4", 48}, {"SM25", 40}, {"SM24", 38}, {"SM2", 28},
               {"SM7", 28}, {"SM1", 22}, {"SF6", 14},  {"SM6", 14}};
  std::vector<std::string> rest;
  for (std::size_t i = 8; i <= 17; ++i) rest.push_back("SM" + std::to_string(i));
  for (std::size_t i = 7; i <= 16; ++i) rest.push_back("SF" + std::to_string(i));
  for (std::size_t i = 0; i < 88; ++i) ++of[rest[i % rest.size()]];
  const std::vector<std::pair<std::string, std::string>> emotions = {
      {"Angry", "A"}, {"Happy", "H"}, {"Neutral", "N"}, {"Sad", "S"}};
  Tree out;
  std::size_t n = 0;
  for (const auto& [speaker, count] : of) {
    for (std::size_t i = 1; i <= count; ++i, ++n) {
      const auto& [folder, letter] = emotions[n % 4];
      out.files.push_back(folder + "/" + speaker + "_F" + std::to_string(i) + "_" + letter +
                          std::string(n % 3, '0') + std::to_string(n / 4 + 1) + ".wav");
    }
  }
  return out;
}

Tree mead() {
  const std::vector<std::size_t> men = {3,  5,  7,  9,  11, 12, 13, 19, 22, 23, 24, 25, 26, 27,
                                        28, 29, 30, 31, 32, 33, 34, 35, 37, 39, 40, 41, 42};
  const std::vector<std::size_t> women = {9,  11, 14, 15, 16, 17, 18, 19, 21, 23, 24,
                                          25, 26, 28, 29, 33, 35, 36, 37, 38, 40};
  const Counts counts = {{"angry", 4193}, {"contempt", 4215}, {"disgusted", 4284},
                         {"fear", 4251},  {"happy", 4294},    {"neutral", 1916},
                         {"sad", 4306},   {"surprised", 4270}};
  std::vector<std::string> people;
  for (const auto i : men) people.push_back("M" + digits(i, 3));
  for (const auto i : women) people.push_back("W" + digits(i, 3));
  Tree out;
  for (const auto& [emotion, count] : counts) {
    std::size_t written = 0;
    for (std::size_t level = 1; level <= (emotion == "neutral" ? 1U : 3U); ++level) {
      for (std::size_t sentence = 1; sentence <= (emotion == "neutral" ? 40U : 30U); ++sentence) {
        for (const auto& who : people) {
          if (written++ < count)
            out.files.push_back(who + "/audio/" + emotion + "/level_" + std::to_string(level) +
                                "/" + digits(sentence, 3) + ".m4a");
        }
      }
    }
  }
  return out;
}

// Two styles of names; the first number is the dialogue, the letter the emotion of the file.
Tree resd() {
  const Counts all = {{"anger", 219},     {"disgust", 185}, {"enthusiasm", 198}, {"fear", 223},
                      {"happiness", 218}, {"neutral", 191}, {"sadness", 162}};
  const Counts test = {{"anger", 44},     {"disgust", 37}, {"enthusiasm", 40}, {"fear", 45},
                       {"happiness", 44}, {"neutral", 38}, {"sadness", 32}};
  Tree out;
  std::map<std::string, std::string> lists = {{"train", ",name,path,emotion\n"},
                                              {"test", ",name,path,emotion\n"}};
  std::size_t n = 0;
  for (const auto& [emotion, count] : all) {
    for (std::size_t i = 0; i < count; ++i, ++n) {
      const std::string part = i < test.at(emotion) ? "test" : "train";
      const auto dialogue = digits(1 + n % 50, 2);
      const auto folder =
          n % 2 == 0 ? "happiness_enthusiasm_" + dialogue : dialogue + "_fear_enthusiasm";
      const auto name = n % 2 == 0 ? dialogue + "_happiness_enthusiasm_" : folder + " ";
      const auto file = folder + "/" + name + emotion.front() + "_" + digits(n, 3) + ".wav";
      out.files.push_back(part + "/" + file);
      lists[part] += std::to_string(n) + "," + name + "," + file + "," + emotion + "\n";
    }
  }
  for (const auto& [part, text] : lists) out.texts[part + ".csv"] = text;
  return out;
}

// MP0 has 256 clips, MK0 no surprise; of the others five are missing.
Tree nemo() {
  const Counts counts = {{"anger", 749},   {"fear", 736},    {"happiness", 749},
                         {"neutral", 809}, {"sadness", 769}, {"surprised", 669}};
  Tree out;
  std::string table = "file_id\temotion\traw_text\tnormalized_text\tspeaker_id\tgender\tage\n";
  for (const auto& [emotion, count] : counts) {
    std::size_t written = 0;
    for (const std::string who : {"EB0", "IC0", "KD0", "MK0", "KS0", "SM0", "TP0", "WR0", "MP0"}) {
      if (who == "MK0" && emotion == "surprised") continue;
      for (std::size_t sentence = 1; sentence <= 90 && written < count; ++sentence, ++written) {
        const auto name = who + "_" + emotion + "_" + std::to_string(sentence) + ".wav";
        out.files.push_back("samples/" + name);
        table += name + "\t" + emotion + "\tUcho wykrywa.\tucho wykrywa \t        " + who + "\t" +
                 (who < "KS0" || who == "MK0" ? "female" : "male") + "\t23\n";
      }
    }
  }
  out.texts["data.tsv"] = table;
  return out;
}

Tree turev() {
  const std::map<std::string, std::pair<std::string, std::size_t>> emotions = {
      {"kz", {"Angry", 487}}, {"sk", {"Calm", 408}}, {"mt", {"Happy", 357}}, {"hl", {"Sad", 483}}};
  const std::vector<std::string> people = {"1157", "1234", "1358", "1984", "6783", "7895"};
  Tree out;
  for (const auto& [code, folder] : emotions) {
    for (std::size_t i = 0; i < folder.second; ++i)
      out.files.push_back("Sound Source/" + folder.first + "/" + people[i % 6] + "_" + code +
                          "_kelime" + std::to_string(i / 6) + ".wav");
  }
  return out;
}

Tree ased() {
  const std::map<std::string, std::pair<std::string, std::size_t>> emotions = {
      {"n", {"01Neutral", 522}},
      {"f", {"02Fearful", 510}},
      {"h", {"03Happy", 486}},
      {"s", {"04Sad", 470}},
      {"a", {"05Angry", 486}}};
  Tree out;
  for (const auto& [letter, folder] : emotions) {
    for (std::size_t i = 0; i < folder.second; ++i)
      out.files.push_back(folder.first + "/" + (letter == "s" && i == 0 ? "S" : letter) +
                          std::to_string(1 + i / 65) + "-03-02-02-" + digits(1 + i % 65, 2) +
                          ".wav");
  }
  return out;
}

}  // namespace serhost::corpora
