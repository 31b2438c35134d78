// [conversation]: what a model hears of a dialogue.
#include "config/tables.hpp"
#include "config/task_info.hpp"

namespace serhost::config {

void declare(TableSchema<ConversationTable>& schema) {
  constexpr double kMostTurns = 1000;
  schema.add("turns", &ConversationTable::turns)
      .at_least(1)
      .at_most(kMostTurns)
      .help("that are heard before a clip; a turn: all that one speaker says until another does");
  schema.add("shortest", &ConversationTable::shortest)
      .at_least(0)
      .at_most(kMostTurns)
      .help("clips with fewer turns before them are left out, though heard in later histories");
  schema.add("include_target", &ConversationTable::include_target)
      .help("hear the clip itself, too: its emotion is recognized in context, not predicted");
}

SERHOST_TABLE(ConversationTable, "conversation", "what is heard of a dialogue", 35);

ConversationTable read_conversation(TableReader& root, const std::string& task,
                                    const Components& components) {
  ConversationTable to;
  const auto* const node = root.take("conversation");
  if (node == nullptr) return to;
  if (!node->is(Node::Type::table)) {
    wrong(*node, "conversation", "one table [conversation]", root.findings());
    return to;
  }
  TableReader table(*node, "conversation", "[conversation]", root.findings());
  table_schema<ConversationTable>().read(table, to, components);
  table.finish();
  if (!known_tasks().empty() && !hears_dialogues(task))
    root.findings().add(node->place, "conversation: a " + task +
                                         " task hears single clips; write task = "
                                         "\"conversation\", or take the table out");
  if (to.shortest > to.turns)
    root.findings().add(node->place, "conversation.shortest: found " + std::to_string(to.shortest) +
                                         ", but a history has at most " + std::to_string(to.turns) +
                                         " turns");
  return to;
}

}  // namespace serhost::config
