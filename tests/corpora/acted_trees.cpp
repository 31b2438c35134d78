// Corpora of actors, all combinations of which were recorded but for a few.
#include "trees.hpp"

namespace serhost::corpora {

std::string digits(std::size_t number, std::size_t width) {
  auto out = std::to_string(number);
  return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

Tree savee() {
  Tree out;
  for (const char* speaker : {"DC", "JE", "JK", "KL"}) {
    for (const std::string code : {"a", "d", "f", "h", "n", "sa", "su"}) {
      for (std::size_t i = 1; i <= (code == "n" ? 30U : 15U); ++i)
        out.files.push_back(std::string("AudioData/") + speaker + "/" + code + digits(i, 2) +
                            ".wav");
    }
  }
  return out;
}

Tree emovo() {
  Tree out;
  for (const std::string speaker : {"f1", "f2", "f3", "m1", "m2", "m3"}) {
    for (const std::string emotion : {"neu", "dis", "gio", "pau", "rab", "sor", "tri"}) {
      for (const std::string sentence :
           {"b1", "b2", "b3", "l1", "l2", "l3", "l4", "n1", "n2", "n3", "n4", "n5", "d1", "d2"})
        out.files.push_back(speaker + "/" + emotion + "-" + speaker + "-" + sentence + ".wav");
    }
  }
  return out;
}

// Folders as an archive gives them that was unpacked with another code page.
Tree cafe() {
  const std::map<std::string, std::string> folders = {{"C", "Col\x8are"}, {"D", "D\x82go\x96t"},
                                                      {"J", "Joie"},      {"P", "Peur"},
                                                      {"S", "Surprise"},  {"T", "Tristesse"}};
  Tree out;
  for (std::size_t actor = 1; actor <= 12; ++actor) {
    for (std::size_t sentence = 1; sentence <= 6; ++sentence) {
      const auto name = [&](const std::string& emotion, const std::string& level) {
        return digits(actor, 2) + "-" + emotion + "-" + level + "-" + std::to_string(sentence) +
               ".wav";
      };
      out.files.push_back("CaFE_48k/Neutre/" + name("N", "1"));
      for (const auto& [emotion, folder] : folders) {
        out.files.push_back("CaFE_48k/" + folder + "/Faible/" + name(emotion, "1"));
        out.files.push_back("CaFE_48k/" + folder + "/Fort/" + name(emotion, "2"));
      }
    }
  }
  return out;
}

Tree subesco() {
  Tree out;
  for (const std::string gender : {"F", "M"}) {
    for (std::size_t actor = 1; actor <= 10; ++actor) {
      const auto who =
          gender + "_" + digits(actor, 2) + (gender == "F" && actor == 2 ? "_MONIKA" : "_NAME");
      for (std::size_t sentence = 1; sentence <= 10; ++sentence) {
        for (const std::string emotion :
             {"ANGRY", "DISGUST", "FEAR", "HAPPY", "NEUTRAL", "SAD", "SURPRISE"}) {
          for (std::size_t take = 1; take <= 5; ++take) {
            auto name =
                who + "_S_" + std::to_string(sentence) + "_" + emotion + "_" + std::to_string(take);
            if (name == "F_02_MONIKA_S_2_SURPRISE_3") name += "]";
            out.files.push_back(name + ".wav");
          }
        }
      }
    }
  }
  return out;
}

// 91 actors, 12 sentences; 3 recordings of each emotion and 5 neutral ones were never published.
Tree cremad() {
  std::map<std::string, std::vector<std::string>> by_emotion;
  for (std::size_t actor = 1001; actor <= 1091; ++actor) {
    for (const std::string sentence :
         {"IEO", "TIE", "IOM", "IWW", "TAI", "MTI", "IWL", "ITH", "DFA", "ITS", "TSI", "WSI"}) {
      for (const std::string emotion : {"ANG", "DIS", "FEA", "HAP", "NEU", "SAD"}) {
        const auto name = std::to_string(actor) + "_" + sentence + "_" + emotion + "_";
        const bool leveled = sentence == "IEO" && emotion != "NEU";
        for (const auto& level :
             leveled ? std::vector<std::string>{"LO", "MD", "HI"} : std::vector<std::string>{"XX"})
          by_emotion[emotion].push_back("AudioWAV/" + name + level + ".wav");
      }
    }
  }
  Tree out;
  for (auto& [emotion, files] : by_emotion) {
    files.resize(emotion == "NEU" ? 1087 : 1271);
    out.files.insert(out.files.end(), files.begin(), files.end());
  }
  out.texts["VideoDemographics.csv"] =
      "\"ActorID\",\"Age\",\"Sex\",\"Race\",\"Ethnicity\"\n"
      "1001,51,\"Male\",\"Caucasian\",\"Not Hispanic\"\n"
      "1002,21,\"Female\",\"Caucasian\",\"Not Hispanic\"\n";
  out.texts["processedResults/tabulatedVotes.csv"] =
      "\"\",\"A\",\"D\",\"F\",\"H\",\"N\",\"S\",\"fileName\",\"numResponses\"\n"
      "\"100009\",5,5,0,0,1,1,\"1001_IEO_ANG_MD\",12\n"
      "\"200009\",9,0,0,0,1,0,\"1001_IEO_ANG_MD\",10\n";
  return out;
}

// Folders follow no one rule, one file lost a letter, and the whole set lies in it a second time.
Tree tess() {
  const std::map<std::string, std::string> emotions = {
      {"angry", "angry"},     {"disgust", "disgust"},      {"fear", "Fear"}, {"happy", "happy"},
      {"neutral", "neutral"}, {"ps", "Pleasant_surprise"}, {"sad", "Sad"}};
  Tree out;
  const std::string top = "TESS Toronto emotional speech set data/";
  for (const std::string speaker : {"OAF", "YAF"}) {
    for (const auto& [code, folder] : emotions) {
      for (std::size_t i = 0; i < 200; ++i) {
        const std::string word = i == 0 ? "bite"
                                        : std::string("w") + static_cast<char>('a' + i / 26) +
                                              static_cast<char>('a' + i % 26);
        const bool short_of_f = speaker == "OAF" && word == "bite" && code == "neutral";
        const auto file = speaker + "_" + folder + "/" + (short_of_f ? "OA" : speaker) + "_" +
                          word + "_" + code + ".wav";
        out.files.push_back(top + file);
        out.files.push_back(top + top + file);
      }
    }
  }
  return out;
}

Tree esd() {
  Tree out;
  for (std::size_t speaker = 1; speaker <= 20; ++speaker) {
    std::size_t number = 0;
    for (const std::string emotion : {"Neutral", "Angry", "Happy", "Sad", "Surprise"}) {
      for (std::size_t i = 0; i < 350; ++i) {
        const std::string part = i < 20 ? "evaluation" : i < 50 ? "test" : "train";
        const auto who = digits(speaker, 4);
        out.files.push_back(who + "/" + emotion + "/" + part + "/" + who + "_" +
                            digits(++number, 6) + ".wav");
      }
    }
  }
  return out;
}

namespace {

Tree ravdess(const std::string& folder, const std::string& channel, std::size_t emotions) {
  Tree out;
  for (std::size_t actor = 1; actor <= 24; ++actor) {
    if (channel == "02" && actor == 18) continue;
    for (std::size_t emotion = 1; emotion <= emotions; ++emotion) {
      for (std::size_t level = 1; level <= (emotion == 1 ? 1U : 2U); ++level) {
        for (std::size_t statement = 1; statement <= 2; ++statement) {
          for (std::size_t take = 1; take <= 2; ++take)
            out.files.push_back(folder + "/Actor_" + digits(actor, 2) + "/03-" + channel + "-" +
                                digits(emotion, 2) + "-" + digits(level, 2) + "-" +
                                digits(statement, 2) + "-" + digits(take, 2) + "-" +
                                digits(actor, 2) + ".wav");
        }
      }
    }
  }
  return out;
}

}  // namespace

Tree ravdess_speech() { return ravdess("Audio_Speech_Actors_01-24", "01", 8); }
Tree ravdess_song() { return ravdess("Audio_Song_Actors_01-24", "02", 6); }

}  // namespace serhost::corpora
