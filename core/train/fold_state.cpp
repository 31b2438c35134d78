// FoldState as JSON. Numbers read back to the same double; what JSON cannot hold is written as
// text: "nan", "inf", "-inf".
#include "train/fold_state.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/whole_number.hpp"

namespace serhost::train {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "serhost.checkpoint/1";

Json json_of(double value) { return std::isfinite(value) ? Json(value) : Json(exact(value)); }
Json json_of(const std::optional<double>& value) { return value ? json_of(*value) : Json(); }

double number_of(const Json& json) {
  if (!json.is_string()) return json.get<double>();
  const auto text = json.get<std::string>();
  constexpr auto kInfinity = std::numeric_limits<double>::infinity();
  return text == "inf"    ? kInfinity
         : text == "-inf" ? -kInfinity
                          : std::numeric_limits<double>::quiet_NaN();
}

std::optional<double> optional_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return number_of(json);
}

/// Every byte as a code point: a component may log under any bytes, a JSON key must be UTF-8.
std::string key_of(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) out += c;
    else out += {static_cast<char>(0xC0 | byte >> 6), static_cast<char>(0x80 | (byte & 0x3F))};
  }
  return out;
}

std::string name_of(const std::string& key) {
  std::string out;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const auto byte = static_cast<unsigned char>(key[i]);
    if (byte < 0x80 || i + 1 == key.size()) out += key[i];
    else
      out += static_cast<char>((byte & 0x03) << 6 | (static_cast<unsigned char>(key[++i]) & 0x3F));
  }
  return out;
}

Json json_of(const EpochEnded& e) {
  Json logged = Json::object(), validation = Json::object();
  for (const auto& [name, value] : e.logged) logged[key_of(name)] = json_of(value);
  for (const auto& [name, value] : e.validation) validation[name] = json_of(value);
  return {{"epoch", e.epoch},
          {"epochs", e.epochs},
          {"step", e.step},
          {"lr", json_of(e.lr)},
          {"train_loss", json_of(e.train_loss)},
          {"validation", validation},
          {"seconds", json_of(e.seconds)},
          {"best", e.best},
          {"logged", logged}};
}

/// As the first version wrote it: a key for each of four metrics, and a fifth, if it selected,
/// among what was logged.
void read_early_validation(const Json& json, EpochEnded& e) {
  for (const auto* name : {"loss", "wa", "ua", "wf1"}) {
    if (const auto value = optional_of(json.at(std::string("val_") + name)))
      e.validation[name] = *value;
  }
  if (auto macro_f1 = e.logged.extract("val_macro_f1"))
    e.validation["macro_f1"] = macro_f1.mapped();
}

EpochEnded epoch_of(const Json& json, std::int64_t fold, std::int64_t seed) {
  EpochEnded e;
  e.fold = fold;
  e.seed = seed;
  e.epoch = whole_number<std::int64_t>(json.at("epoch"));
  e.epochs = whole_number<std::int64_t>(json.at("epochs"));
  e.step = whole_number<std::int64_t>(json.at("step"));
  e.lr = number_of(json.at("lr"));
  e.train_loss = number_of(json.at("train_loss"));
  e.seconds = number_of(json.at("seconds"));
  e.best = json.at("best");
  for (const auto& [name, value] : json.at("logged").items())
    e.logged[name_of(name)] = number_of(value);
  if (const auto at = json.find("validation"); at != json.end()) {
    for (const auto& [name, value] : at->items()) e.validation[name] = number_of(value);
  } else {
    read_early_validation(json, e);
  }
  return e;
}

}  // namespace

std::string text_of(const FoldState& state) {
  Json json = {{"schema", kSchema},
               {"fold", state.fold},
               {"seed", state.seed},
               {"epoch", state.epoch},
               {"batches_done", state.batches_done},
               {"update", state.update},
               {"loss", json_of(state.loss)},
               {"weight", json_of(state.weight)},
               {"lr", json_of(state.lr)},
               {"seconds", json_of(state.seconds)},
               {"model_seconds", json_of(state.model_seconds)},
               {"epoch_seconds", json_of(state.epoch_seconds)},
               {"best_epoch", state.best_epoch},
               {"frozen", state.frozen}};
  json["logged"] = Json::object();
  for (const auto& [name, sum] : state.logged)
    json["logged"][key_of(name)] = Json::array({json_of(sum.sum), sum.count});
  json["epochs"] = Json::array();
  for (const auto& epoch : state.epochs) json["epochs"].push_back(json_of(epoch));
  json["selected_by"] = Json::array();
  for (const auto& value : state.selected_by) json["selected_by"].push_back(json_of(value));
  return json.dump(1) + "\n";
}

FoldState fold_state_of(const std::string& text, const std::filesystem::path& file) {
  const auto damaged = [&](const std::string& what) {
    return Error(Exit::damaged, file.string() + " is damaged (" + what +
                                    "); remove its folder to restart the fold");
  };
  try {
    const auto json = Json::parse(text);
    if (const auto schema = json.at("schema").get<std::string>(); schema != kSchema)
      throw damaged("its schema is \"" + schema + "\", but must be \"" + kSchema + "\"");
    FoldState state;
    state.fold = whole_number<std::int64_t>(json.at("fold"));
    state.seed = whole_number<std::int64_t>(json.at("seed"));
    state.epoch = whole_number<std::int64_t>(json.at("epoch"));
    state.batches_done = whole_number<std::int64_t>(json.at("batches_done"));
    state.update = whole_number<std::int64_t>(json.at("update"));
    state.loss = number_of(json.at("loss"));
    state.weight = number_of(json.at("weight"));
    state.lr = number_of(json.at("lr"));
    state.seconds = number_of(json.at("seconds"));
    state.model_seconds = number_of(json.at("model_seconds"));
    state.epoch_seconds = number_of(json.at("epoch_seconds"));
    state.best_epoch = whole_number<std::int64_t>(json.at("best_epoch"));
    state.frozen = json.at("frozen");
    for (const auto& [name, sum] : json.at("logged").items()) {
      state.logged[name_of(name)] = {number_of(sum.at(0)), whole_number<std::int64_t>(sum.at(1))};
    }
    for (const auto& epoch : json.at("epochs"))
      state.epochs.push_back(epoch_of(epoch, state.fold, state.seed));
    // The first version called them figures.
    const auto* const key = json.contains("figures") ? "figures" : "selected_by";
    for (const auto& value : json.at(key)) state.selected_by.push_back(optional_of(value));
    if (state.epochs.size() != state.selected_by.size())
      throw damaged(std::string("`epochs` and `") + key + "` differ in length");
    return state;
  } catch (const nlohmann::json::exception& error) {
    throw damaged(error.what());
  } catch (const std::invalid_argument& error) { throw damaged(error.what()); }
}

}  // namespace serhost::train
