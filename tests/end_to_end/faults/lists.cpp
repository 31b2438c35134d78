// Lists of clips and of folds that cannot be used, and leaks.
#include "end_to_end/faults/corpus.hpp"
#include "end_to_end/faults/row.hpp"

namespace faults {
namespace {

/// A list of clips for the manifest plugin, read by m.toml.
auto list(const std::string& content, const std::string& name = "list.csv") {
  return [=](const Scratch& scratch) {
    scratch.write(name, content);
    scratch.write(
        "m.toml",
        with(kExperiment, "plugin  = \"folder\"\nroot    = \"data\"\nspeaker = \"^(s[0-9])\"",
             "plugin = \"manifest\"\nroot = \".\"\nfile = \"" + name + "\""));
  };
}
const std::vector<std::string> kCheckList = {"check", "m.toml"};

/// A folds file, read by e.toml.
auto folds(const std::string& content) {
  return [=](const Scratch& scratch) {
    scratch.write("folds.csv", content);
    scratch.write("e.toml", with(kExperiment, "name       = \"k-fold\"\nk          = 2\n",
                                 "name       = \"folds\"\nfile       = \"folds.csv\"\n"));
  };
}

/// Every clip once in fold 1: speaker 4 is tested.
std::string good_folds() {
  std::string out = "key,fold,part\n";
  for (const std::string label : {"angry", "sad"}) {
    for (const std::string speaker : {"s1", "s2", "s3", "s4"}) {
      for (const std::string take : {"_1", "_2"})
        out +=
            label + "/" + speaker + take + ".wav,1," + (speaker == "s4" ? "test" : "train") + "\n";
    }
  }
  return out;
}

}  // namespace

Group lists() {
  const std::string who = "m.toml:4:10: dataset 'manifest': list.csv";
  return {
      "Lists of clips and folds, leaks",
      "Lists are CSV (RFC 4180) or JSON lines, in UTF-8. Every faulty line is reported, up to 20.",
      {
          {"ListWithoutPath", "A list without the required columns",
           who + ": is of a layout that is not known: no column 'path' (or EmoBox's 'wav'); found "
                 "'clip', 'mood'; say which it is: columns = { path = \"NAME\" }",
           65,
           "Name the columns as in `serhost describe dataset manifest`, or say what they are "
           "called: `columns = { path = \"clip\", label = \"mood\" }`.",
           list("clip,mood\na.wav,sad\n"), kCheckList},
          {"ListColumns",
           "A column that the list does not have",
           who + ": has no column 'mood', which columns says is the label; found 'label', 'path'",
           65,
           "Correct `dataset.columns`: its keys are what columns mean, its texts what the list "
           "calls them.",
           list("path,label\na.wav,sad\n"),
           {"check", "m.toml", "-s", "dataset.columns={label=\"mood\"}"}},
          {"ListFields", "A line with too few fields",
           who + ":3: has 2 fields, but the header has 3", 65,
           "Often a comma in a text that is not in quotes.",
           list("path,label,speaker\ndata/sad/s1_1.wav,sad,s1\ndata/sad/s1_2.wav,sad\n"),
           kCheckList},
          {"ListRepeated", "A clip that is listed twice",
           who + ":3: the key 'data/sad/s1_1.wav' is already in line 2", 65,
           "Remove one line, or give the clips different keys (column `key`).",
           list("path,label\ndata/sad/s1_1.wav,sad\ndata/sad/s1_1.wav,sad\n"), kCheckList},
          {"ListQuote", "A quote that never closes",
           who + ":2: a quote is opened that never closes", 65,
           "Close it; a quote inside of quotes is written twice.",
           list("path,label\n\"data/sad/s1_1.wav,sad\n"), kCheckList},
          {"ListLatin1", "A list that is not UTF-8",
           who + ":2: is not UTF-8 text; save the file as UTF-8, for example: iconv -f LATIN1 -t "
                 "UTF-8",
           65, "Convert it.", list("path,label\na.wav,trist\xE9\n"), kCheckList},
          {"JsonArray", "A JSON array instead of JSON lines",
           "m.toml:4:10: dataset 'manifest': list.jsonl: begins as a JSON array; expected JSON "
           "lines, one object a line, or CSV",
           65, "`jq -c '.[]' list.json`", list("[{\"path\": \"a.wav\"}]", "list.jsonl"),
           kCheckList},
          {"JsonOneObject", "One JSON object instead of JSON lines",
           "m.toml:4:10: dataset 'manifest': list.json: is one JSON object over several lines, as "
           "SpeechBrain writes its lists; expected JSON lines, one object a line: jq -c "
           "'to_entries[] | {key: .key} + .value' FILE",
           65, "Convert it as the message says; `{data_root}/` in its paths is the root.",
           list("{\n  \"a\": {\n    \"wav\": \"a.wav\"\n  }\n}\n", "list.json"), kCheckList},
          {"JsonDeep", "JSON nested too deeply",
           "m.toml:4:10: dataset 'manifest': list.jsonl:1: nests brackets more than 32 deep; "
           "expected one plain object a line",
           65, "The list is damaged or hostile.",
           list("{\"path\": " + std::string(1000000, '[') + "\n", "list.jsonl"), kCheckList},
          {"ListHuge", "A line of 100 MB",
           "m.toml:4:10: dataset 'manifest': list.csv:2: is 100000006 bytes long, but at most "
           "1048576 are read",
           65, "This is not a list of clips: check the path.",
           [](const Scratch& scratch) {
             list("path,label\na.wav," + std::string(100000000, 'x') + "\n")(scratch);
           },
           kCheckList},
          {"FoldsHeader", "A folds file without a header",
           "protocol 'folds': folds.csv:1: expected a header with the columns 'key' and 'part' "
           "(and 'fold'), found 'angry/s1_1.wav,1,train'",
           65, "The first line must be `key,fold,part`, as in a run's `folds.csv`.",
           folds("angry/s1_1.wav,1,train\n")},
          {"FoldsPart", "A part that does not exist",
           "protocol 'folds': folds.csv:2: expected the part train, validation or test, found "
           "'trian'",
           65, "Correct the line.", folds(with(good_folds(), ",train", ",trian"))},
          {"FoldsUnknown", "A folds file of other clips",
           "folds.csv: none of its 2 keys is a clip of the data, for instance 'x.wav'; the data "
           "has keys like 'angry/s1_1.wav'",
           65, "The keys must be those of `serhost data stats`; a run's `folds.csv` shows them.",
           folds("key,fold,part\nx.wav,1,train\ny.wav,1,test\n")},
          {"FoldsQuote", "A quote in a folds file that never closes",
           "protocol 'folds': folds.csv:2: a quote is opened that never closes", 65, "Close it.",
           folds(with(good_folds(), "angry/s1_1.wav", "\"angry/s1_1.wav"))},
          {"FoldsMissing", "A missing folds file",
           "e.toml:10:14: protocol.file: 'folds.csv' does not exist", 66,
           "Correct `protocol.file`.",
           [](const Scratch& scratch) {
             folds("")(scratch);
             std::filesystem::remove(scratch.path() / "folds.csv");
           }},
          {"LeakSameClip", "A clip in two parts",
           "folds.csv: 1 clip in two parts of a fold: angry/s1_1.wav (fold 1: train and test)", 65,
           "A clip that is trained on cannot be tested on. Correct the folds file.",
           folds(good_folds() + "angry/s1_1.wav,1,test\n")},
      }};
}

}  // namespace faults
