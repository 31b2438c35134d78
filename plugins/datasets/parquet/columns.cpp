// The audio column counts as a name, too: that of the file that was embedded.
#include "columns.hpp"

#include <algorithm>
#include <serhost/corpus.hpp>
#include <serhost/readers/fields.hpp>
#include <stdexcept>

#include "class_labels.hpp"

namespace tables {
namespace {

using Kind = Column::Kind;

/// The column that holds the audio: the one that is given as the path, or the only one.
std::optional<std::size_t> audio_of(const std::vector<Column>& columns, const std::string& path,
                                    const std::string& given_path) {
  std::optional<std::size_t> out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].kind != Kind::audio) continue;
    if (columns[i].name == given_path) return i;
    if (out && given_path.empty())
      throw std::runtime_error(path + ": two columns hold audio, '" + columns[*out].name +
                               "' and '" + columns[i].name + "'; say which: columns = { path = \"" +
                               columns[*out].name + "\" }");
    if (!out) out = i;
  }
  return out;
}

/// The class that a number stands for; -1, as Hugging Face has it, is no label.
std::optional<std::string> class_at(const std::vector<std::string>& names, const std::string& said,
                                    const std::string& column, std::size_t line,
                                    serhost::readers::Problems& problems) {
  if (said == "-1") return std::nullopt;
  const auto number = serhost::readers::number_of(said);
  if (number && *number >= 0 && *number < static_cast<double>(names.size()))
    return names[static_cast<std::size_t>(*number)];
  problems.add(line, column + " is " + said + "; expected the number of one of " +
                         std::to_string(names.size()) + " classes, from 0");
  return std::nullopt;
}

}  // namespace

Chosen choose(const File& file, const std::filesystem::path& path,
              const std::vector<std::string>& given) {
  const auto& columns = file.columns();
  std::string given_path;
  for (const auto& pair : given) {
    const auto name = pair.substr(pair.find('=') + 1);
    if (pair.starts_with("path=")) given_path = name;
    for (const auto& column : columns)
      if (column.name == name && column.kind == Kind::other)
        throw std::runtime_error(path.string() + ": its column '" + name + "' is of the type " +
                                 column.type + "; expected texts, numbers, or audio as bytes");
  }
  Chosen out;
  out.audio = audio_of(columns, path.string(), given_path);
  out.classes = class_labels(file.features());
  const bool taken = std::any_of(columns.begin(), columns.end(), [](const Column& column) {
    return column.kind == Kind::text && serhost::corpus::lowered(column.name) == "audio";
  });
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].kind != Kind::text && i != out.audio) continue;
    out.wanted.push_back(i);
    const bool own = i != out.audio || taken || columns[i].name == given_path;
    out.names.push_back(own ? columns[i].name : "audio");
  }
  return out;
}

serhost::readers::Table table_of(const Chosen& columns, const std::vector<Texts>& texts,
                                 std::size_t before, serhost::readers::Problems& problems) {
  serhost::readers::Table out;
  out.names.insert(columns.names.begin(), columns.names.end());
  out.rows.resize(texts.empty() ? 0 : texts.front().size());
  for (std::size_t r = 0; r < out.rows.size(); ++r) out.rows[r].line = before + r + 1;
  for (std::size_t c = 0; c < texts.size(); ++c) {
    const auto& name = columns.names[c];
    const auto known = columns.classes.find(name);
    for (std::size_t r = 0; r < out.rows.size(); ++r) {
      auto value = texts[c].at(r);
      const auto line = out.rows[r].line;
      if (value && known != columns.classes.end())
        value = class_at(known->second, *value, name, line, problems);
      if (!value || value->empty()) continue;
      if (serhost::corpus::is_utf8(*value)) out.rows[r].fields[name] = std::move(*value);
      else problems.add(line, name + " is not UTF-8");
    }
  }
  return out;
}

}  // namespace tables
