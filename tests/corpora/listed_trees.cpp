// Corpora whose clips a list names: the list alone, since readers open no audio.
#include "support/iemocap_tree.hpp"
#include "trees.hpp"

namespace serhost::corpora {
namespace {

/// Clips by label, in each part.
struct ListedPart {
  std::string name;
  std::map<std::string, std::size_t> labels;
  std::size_t groups = 0;  ///< dialogues, videos
  std::size_t speakers = 0;
};

/// Calls `take` with the number of each clip of a part and its label.
template <class F>
void each(const ListedPart& part, F&& take) {
  std::size_t n = 0;
  for (const auto& [label, count] : part.labels)
    for (std::size_t i = 0; i < count; ++i) take(n++, label);
}

/// As videos are called: digits alone, or with "-" or "_" in front.
std::string video_of(const std::string& part, std::size_t n) {
  const auto name = digits(n, 6);
  return n % 3 == 0 ? (part == "train"   ? "28"
                       : part == "valid" ? "29"
                                         : "30") +
                          name
                    : (n % 3 == 1 ? "-" : "_") + part.substr(0, 2) + name + "Aw";
}

/// MMSA's list, and the folds of the SDK.
Tree mmsa(const std::string& folds, const std::vector<ListedPart>& parts) {
  Tree out;
  std::string list = "video_id,clip_id,text,label,label_T,label_A,label_V,annotation,mode\n", said;
  for (const auto& part : parts) {
    each(part, [&](std::size_t n, const std::string&) {
      const auto score = static_cast<double>(n % 31) / 5.0 - 3.0;
      list += video_of(part.name, n % part.groups) + "," + std::to_string(n / part.groups) +
              ",\"REALLY, GOOD\"," + std::to_string(score) + ",,,," +
              (score < 0   ? "Negative"
               : score > 0 ? "Positive"
                           : "Neutral") +
              "," + part.name + "\n";
    });
    said += "standard_" + part.name + "_fold = [";
    for (std::size_t v = 0; v < part.groups; ++v) said += "'" + video_of(part.name, v) + "', ";
    said += "]\n";
  }
  out.files = {"Raw/" + video_of("train", 0) + "/0.mp4"};
  out.texts = {{"label.csv", list}, {folds, said}};
  return out;
}

}  // namespace

Tree mosi() {
  return mmsa("cmu_mosi_std_folds.py",
              {{"train", {{"", 1284}}, 52}, {"valid", {{"", 229}}, 10}, {"test", {{"", 686}}, 31}});
}

Tree mosei() {
  return mmsa(
      "cmu_mosei_std_folds.py",
      {{"train", {{"", 16326}}, 2249}, {"valid", {{"", 1871}}, 300}, {"test", {{"", 4659}}, 678}});
}

// Ids of dialogues begin anew in each part, and the six friends speak in all of them.
Tree meld() {
  const std::vector<ListedPart> parts = {{"train",
                                          {{"neutral", 4710},
                                           {"joy", 1743},
                                           {"surprise", 1205},
                                           {"anger", 1109},
                                           {"sadness", 683},
                                           {"disgust", 271},
                                           {"fear", 268}},
                                          1038,
                                          260},
                                         {"dev",
                                          {{"neutral", 470},
                                           {"joy", 163},
                                           {"surprise", 150},
                                           {"anger", 153},
                                           {"sadness", 111},
                                           {"disgust", 22},
                                           {"fear", 40}},
                                          114,
                                          47},
                                         {"test",
                                          {{"neutral", 1256},
                                           {"joy", 402},
                                           {"surprise", 281},
                                           {"anger", 345},
                                           {"sadness", 208},
                                           {"disgust", 68},
                                           {"fear", 50}},
                                          280,
                                          100}};
  Tree out;
  out.files = {"train/train_splits/dia0_utt0.mp4"};
  for (const auto& part : parts) {
    auto& list = out.texts[part.name + "_sent_emo.csv"];
    list =
        "Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID,Season,Episode,"
        "StartTime,EndTime\r\n";
    each(part, [&](std::size_t n, const std::string& emotion) {
      const auto who = n % part.speakers;
      list += std::to_string(n + 1) + ",\"You’re here, right?\"," +
              (who < 6 ? "Friend " : part.name + " guest ") + std::to_string(who) + "," + emotion +
              ",neutral," + std::to_string(n % part.groups) + "," +
              std::to_string(n / part.groups) + ",8,21,\"00:16:16,059\",\"00:16:21,731\"\r\n";
    });
  }
  return out;
}

// 56 series with 634 people; two letters a dialogue name two of its series.
Tree m3ed() {
  const std::vector<ListedPart> parts = {{"train",
                                          {{"Neutral", 7126},
                                           {"Anger", 3814},
                                           {"Sad", 2734},
                                           {"Happy", 1625},
                                           {"Disgust", 1145},
                                           {"Surprise", 696},
                                           {"Fear", 280}},
                                          685},
                                         {"val",
                                          {{"Neutral", 1042},
                                           {"Anger", 681},
                                           {"Sad", 489},
                                           {"Happy", 303},
                                           {"Disgust", 134},
                                           {"Surprise", 120},
                                           {"Fear", 50}},
                                          126},
                                         {"test",
                                          {{"Neutral", 1853},
                                           {"Anger", 736},
                                           {"Sad", 734},
                                           {"Happy", 358},
                                           {"Disgust", 218},
                                           {"Surprise", 234},
                                           {"Fear", 65}},
                                          179}};
  const std::map<std::string, std::size_t> series_of = {{"train", 38}, {"val", 7}, {"test", 11}};
  Tree out;
  out.files = {"modality_speech/A_train0_0_0.wav"};
  std::string json;
  std::size_t number = 0;  // of the series, over all parts
  for (const auto& part : parts) {
    std::vector<std::string> dialogs(part.groups);
    each(part, [&](std::size_t n, const std::string& emotion) {
      const auto at = n % part.groups, series = at % series_of.at(part.name);
      auto& text = dialogs[at];
      text += (text.empty() ? "\"" : ",\"") + part.name + std::to_string(series) + "_" +
              std::to_string(at) + "_" + std::to_string(n / part.groups) + "\":{\"Speaker\":\"" +
              (n / part.groups % 2 == 0 ? "A" : "B") +
              "\",\"EmoAnnotation\":{\"final_main_emo\":\"" + emotion + "\"}}";
    });
    auto& list = out.texts["splitInfo/movie_list_" + part.name + ".txt"];
    for (std::size_t s = 0; s < series_of.at(part.name); ++s, ++number) {
      const std::size_t people = number < 18 ? 12 : 11;
      const auto series = part.name + std::to_string(s);
      list += series + "\n";
      json += (json.empty() ? "{\"" : ",\"") + series + "\":{";
      std::size_t held = 0;
      for (std::size_t d = s; d < dialogs.size(); d += series_of.at(part.name), ++held) {
        const auto name = [&](std::size_t i) {
          return "{\"Name\":\"林" + std::to_string((2 * held + i) % people) + "\"}";
        };
        json += (held == 0 ? "\"" : ",\"") + series + "_" + std::to_string(d) +
                "\":{\"SpeakerInfo\":{\"A\":" + name(0) + ",\"B\":" + name(1) + "},\"Dialog\":{" +
                dialogs[d] + "}}";
      }
      json += "}";
    }
  }
  out.texts["annotation.json"] = json + "}";
  return out;
}

// Of release 1.8's size. How train and the second test set share the rest is not published.
Tree msp_podcast() {
  const std::vector<ListedPart> parts = {{"Validation",
                                          {{"N", 2529},
                                           {"X", 1454},
                                           {"H", 1320},
                                           {"A", 621},
                                           {"C", 547},
                                           {"D", 441},
                                           {"U", 382},
                                           {"S", 302},
                                           {"F", 130},
                                           {"O", 74}}},
                                         {"Test1",
                                          {{"N", 4702},
                                           {"H", 3475},
                                           {"X", 2955},
                                           {"U", 1029},
                                           {"C", 736},
                                           {"D", 709},
                                           {"A", 622},
                                           {"S", 505},
                                           {"F", 367},
                                           {"O", 226}}},
                                         {"Train",
                                          {{"N", 18778},
                                           {"H", 9490},
                                           {"X", 9790},
                                           {"U", 2673},
                                           {"C", 2361},
                                           {"A", 1975},
                                           {"S", 1842},
                                           {"D", 1443},
                                           {"F", 1047},
                                           {"O", 517}}}};
  Tree out;
  out.files = {"Audios/MSP-PODCAST_0001_0000.wav"};
  auto& list = out.texts["Labels/labels_concensus.csv"];
  list = "FileName,EmoClass,EmoAct,EmoVal,EmoDom,SpkrID,Gender,Split_Set\n";
  std::size_t number = 0;
  for (const auto& part : parts)
    each(part, [&](std::size_t n, const std::string& code) {
      list += "MSP-PODCAST_" + digits(1 + number / 40, 4) + "_" + digits(number % 40, 4) + ".wav," +
              code + ",4.2,3.8,4.4,Unknown,Female," +
              (part.name == "Train" && n % 4 == 0 ? "Test2" : part.name) + "\n";
      ++number;
    });
  return out;
}

Tree iemocap() {
  namespace tree = support::iemocap_tree;
  Tree out;
  out.files = {"Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_F000.wav"};
  for (int s = 0; s < 5; ++s) {
    auto names = tree::dialogues(s, true);
    for (auto& name : tree::dialogues(s, false)) names.push_back(std::move(name));
    std::vector<std::size_t> held(names.size());
    std::size_t next = 0;
    for (const auto& clip : tree::clips_of(s)) {
      const auto d = next++ % names.size();
      auto& text = out.texts["Session" + std::to_string(s + 1) + "/dialog/EmoEvaluation/" +
                             names[d] + ".txt"];
      if (text.empty()) text = "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n";
      const auto start = std::to_string(5 + 3 * held[d]);
      text += "[" + start + ".0000 - " + start + ".9000]\t" + names[d] +
              (clip.woman ? "_F" : "_M") + digits(held[d]++, 3) + "\t" +
              tree::labels()[clip.label].code + "\t[2.5000, 2.5000, 2.5000]\n";
    }
  }
  return out;
}

}  // namespace serhost::corpora
