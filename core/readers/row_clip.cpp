// One place for all readers of lists.
#include <serhost/readers/row_clip.hpp>

namespace serhost::readers {

void read_row(Fields& fields, Utterance& one) {
  const auto label = fields.text("label");
  if (!one.label) one.label = label;
  if (one.label == "nan" || one.label == "NaN" || one.label == "<NA>")
    one.label.reset();  // what pandas writes for nothing
  one.corpus_label = fields.text("corpus_label").value_or(one.label.value_or(""));
  one.speaker = fields.text("speaker");
  one.session = fields.text("session");
  one.dialogue = fields.text("dialogue");
  one.turn = fields.integer("turn");
  one.sentence = fields.text("sentence");
  one.split = fields.text("split");
  one.gender = fields.text("gender");
  one.language = fields.text("language");
  one.text = fields.text("text");
  fields.section(one, "start", "end");
  one.channel = fields.integer("channel");
  for (const char* name : {"valence", "arousal", "dominance"})
    if (const auto rating = fields.real(name)) one.dimensions[name] = *rating;
  for (const auto& [name, count] : fields.row().votes) fields.vote(one, name, count);
  for (auto& [name, value] : fields.row().fields) {
    if (name.starts_with("vote_") && name.size() > 5) fields.vote(one, name.substr(5), value);
    else one.extra[name] = value;
  }
}

}  // namespace serhost::readers
