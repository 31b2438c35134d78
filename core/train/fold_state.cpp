// FoldState as JSON. Numbers read back to the same double; what JSON cannot hold (NaN) becomes null, hence absent or NaN again.
#include "train/fold_state.hpp"

#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace serhost::train {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(std::optional<double> value) {
  if (!value) return Json();
  return std::isfinite(*value) ? Json(*value) : Json("nan");
}

std::optional<double> number_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return json.is_string() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

Json json_of(const EpochEnded& e) {
  Json logged = Json::object();
  for (const auto& [name, value] : e.logged) logged[name] = json_of(std::optional(value));
  return {{"epoch", e.epoch},
          {"epochs", e.epochs},
          {"step", e.step},
          {"lr", json_of(std::optional<double>(e.lr))},
          {"train_loss", json_of(std::optional<double>(e.train_loss))},
          {"val_loss", json_of(std::optional<double>(e.val_loss))},
          {"val_wa", json_of(std::optional<double>(e.val_wa))},
          {"val_ua", json_of(std::optional<double>(e.val_ua))},
          {"val_wf1", json_of(std::optional<double>(e.val_wf1))},
          {"seconds", json_of(std::optional<double>(e.seconds))},
          {"best", e.best},
          {"logged", logged}};
}

EpochEnded epoch_of(const Json& json, std::int64_t fold, std::int64_t seed) {
  EpochEnded e;
  e.fold = fold;
  e.seed = seed;
  e.epoch = json.at("epoch");
  e.epochs = json.at("epochs");
  e.step = json.at("step");
  e.lr = number_of(json.at("lr")).value_or(0.0);
  e.train_loss = number_of(json.at("train_loss")).value_or(0.0);
  e.val_loss = number_of(json.at("val_loss"));
  e.val_wa = number_of(json.at("val_wa"));
  e.val_ua = number_of(json.at("val_ua"));
  e.val_wf1 = number_of(json.at("val_wf1"));
  e.seconds = number_of(json.at("seconds")).value_or(0.0);
  e.best = json.at("best");
  for (const auto& [name, value] : json.at("logged").items()) e.logged[name] = number_of(value).value_or(0.0);
  return e;
}

}  // namespace

std::string text_of(const FoldState& state, std::int64_t fold, std::int64_t seed, const std::string& frozen) {
  Json json = {{"schema", "serhost.checkpoint/1"},
               {"fold", fold},
               {"seed", seed},
               {"epoch", state.epoch},
               {"batches_done", state.batches_done},
               {"update", state.update},
               {"loss", state.loss},
               {"weight", state.weight},
               {"seconds", state.seconds},
               {"model_seconds", state.model_seconds},
               {"frozen", frozen}};
  json["epochs"] = Json::array();
  for (const auto& epoch : state.epochs) json["epochs"].push_back(json_of(epoch));
  json["figures"] = Json::array();
  for (const auto& figure : state.figures) json["figures"].push_back(json_of(figure));
  return json.dump(1) + "\n";
}

FoldState fold_state_of(const std::string& text, const std::filesystem::path& file) {
  try {
    const auto json = Json::parse(text);
    FoldState state;
    state.epoch = json.at("epoch");
    state.batches_done = json.at("batches_done");
    state.update = json.at("update");
    state.loss = json.at("loss");
    state.weight = json.at("weight");
    state.seconds = json.at("seconds");
    state.model_seconds = json.at("model_seconds");
    for (const auto& epoch : json.at("epochs")) state.epochs.push_back(epoch_of(epoch, json.at("fold"), json.at("seed")));
    for (const auto& figure : json.at("figures")) state.figures.push_back(number_of(figure));
    if (state.epochs.size() != state.figures.size())
      throw Error(Exit::damaged, file.string() + ": `epochs` and `figures` differ in length");
    return state;
  } catch (const nlohmann::json::exception& error) {
    throw Error(Exit::damaged, file.string() + " is damaged (" + error.what() + "); remove its folder to begin the fold anew");
  }
}

}  // namespace serhost::train
