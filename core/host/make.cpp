// Makes components: load, compare once more, make the nested parts, call the plugin's maker under
// guard.
#include <memory>
#include <serhost/context.hpp>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/error.hpp"
#include "host/discovery.hpp"
#include "host/library.hpp"
#include "host/nested.hpp"
#include "host/registry.hpp"

namespace serhost::host {
namespace {

/// The component behind an offer. The file may have been replaced since discovery, by a build for
/// instance, so its record is compared again before the linker touches it.
const Component& component_of(const ComponentInfo& info) {
  try {
    if (const auto reason = incompatibility(read_abi_record(info.file), own_abi_record());
        !reason.empty())
      throw PluginError(reason);
    for (const auto* node = load_library(info.file); node != nullptr; node = node->next) {
      if (node->kind == info.kind && info.name == node->name) return *node;
    }
    throw PluginError("it no longer holds " + std::string(name_of(info.kind)) + " '" + info.name +
                      "'; run the command again");
  } catch (const PluginError& error) {
    throw PluginError(refusal_message(info.file, error.what()));
  }
}

/// `values` with every nested part made by `make`, which fills PartValue::loss or ::backbone.
template <class Make>
Values with_parts(const ComponentInfo& info, const Values& values, Make&& make) {
  SERHOST_CHECK(values.size() == info.parameters.size());
  auto made = values;
  for (auto& value : made) {
    auto* const parts = std::get_if<std::vector<PartValue>>(&value);
    if (parts == nullptr) continue;
    for (auto& part : *parts) {
      if (part.loss || part.backbone) continue;
      SERHOST_CHECK(part.nested && part.nested->info);
      make(part, *part.nested);
    }
  }
  return made;
}

/// A component together with what it was given: a plugin may keep a reference to its Context for as
/// long as it lives.
template <class Made, class Given>
struct Kept {
  Given given;
  std::shared_ptr<Made> made;  // after `given`, so that it is destroyed first
};

template <class Made, class Given, class Make>
std::shared_ptr<Made> make_kept(const ComponentInfo& info, const Given& given, Make&& make) {
  const auto kept = std::make_shared<Kept<Made, Given>>();
  kept->given = given;
  if (!kept->given.log) kept->given.log = [](const std::string&) {};
  if constexpr (std::is_same_v<Given, Context>) {
    if (kept->given.folder.empty()) kept->given.folder = info.file.parent_path();
  }
  const auto callee = callee_of(info);
  kept->made = guarded(callee, kConstructor, [&] { return make(kept->given); });
  if (!kept->made)
    throw PluginError(callee.component + " of plugin " + callee.plugin + " made nothing");
  return {kept, kept->made.get()};
}

}  // namespace

std::shared_ptr<Loss> Registry::make_loss(const ComponentInfo& info, const Values& values,
                                          const Task& task, const Context& context) const {
  SERHOST_CHECK(info.kind == Kind::loss);
  const auto& component = component_of(info);
  const auto complete =
      with_parts(info, values, [&](PartValue& part, const NestedParameters& nested) {
        if (nested.info->kind == Kind::loss)
          part.loss = make_loss(*nested.info, nested.values, task, context);
        else part.backbone = make_backbone(*nested.info, nested.values, context);
      });
  return make_kept<Loss>(
      info, context, [&](const Context& own) { return component.make_loss(complete, task, own); });
}

std::shared_ptr<Backbone> Registry::make_backbone(const ComponentInfo& info, const Values& values,
                                                  const Context& context) const {
  SERHOST_CHECK(info.kind == Kind::backbone);
  const auto& component = component_of(info);
  const auto complete =
      with_parts(info, values, [&](PartValue& part, const NestedParameters& nested) {
        part.backbone = make_backbone(*nested.info, nested.values, context);
      });
  return make_kept<Backbone>(
      info, context, [&](const Context& own) { return component.make_backbone(complete, own); });
}

std::shared_ptr<Dataset> Registry::make_dataset(const ComponentInfo& info, const Values& values,
                                                const DataRoot& root) const {
  SERHOST_CHECK(info.kind == Kind::dataset && values.size() == info.parameters.size());
  const auto& component = component_of(info);
  return make_kept<Dataset>(
      info, root, [&](const DataRoot& own) { return component.make_dataset(values, own); });
}

}  // namespace serhost::host
