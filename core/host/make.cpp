// Makes components: load, compare once more, make the nested parts, call the plugin's maker under
// guard.
#include <memory>
#include <serhost/context.hpp>
#include <serhost/pattern.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/error.hpp"
#include "host/as_looked_into.hpp"
#include "host/described.hpp"
#include "host/discovery.hpp"
#include "host/library.hpp"
#include "host/nested.hpp"
#include "host/registry.hpp"
#include "pattern/expression.hpp"

namespace serhost::host {
namespace {

/// The component behind an offer. The file may have been replaced since discovery, by a build for
/// instance, so its record is compared again before the linker touches it.
const Component& component_of(const ComponentInfo& info) {
  if (info.built_in != nullptr) return *info.built_in;
  try {
    if (const auto reason = incompatibility(read_abi_record(info.file), own_abi_record());
        !reason.empty())
      throw PluginError(reason);
    for (const auto* node = load_library(info.file); node != nullptr; node = node->next) {
      if (node->kind != info.kind || info.name != node->name) continue;
      require_as_looked_into(info, *node);
      return *node;
    }
    throw PluginError("it no longer holds " + std::string(name_of(info.kind)) + " '" + info.name +
                      "'; run the command again");
  } catch (const PluginError& error) {
    throw PluginError(refusal_message(info.file, error.what()));
  }
}

/// Its maker: list_components has compared the alternative with the kind.
template <class Make>
const Make& maker(const Component& component) {
  return std::get<Make>(component.maker);
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

class CompiledPattern final : public Pattern {
 public:
  explicit CompiledPattern(const std::string& text) : expression_(text) {}
  std::size_t groups() const override { return expression_.groups(); }
  std::vector<std::string> search(const std::string& text) const override {
    return expression_.search(text);
  }

 private:
  pattern::Expression expression_;
};

std::shared_ptr<const Pattern> compiled(const std::string& expression) {
  return std::make_shared<CompiledPattern>(expression);
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
  if (kept->given.folder.empty()) kept->given.folder = info.file.parent_path();
  if constexpr (std::is_same_v<Given, DataRoot>) {
    if (!kept->given.pattern) kept->given.pattern = compiled;
    if (!kept->given.described) kept->given.described = read_described;
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
  return make_kept<Loss>(info, context, [&](const Context& own) {
    return maker<MakeLoss>(component)(complete, task, own);
  });
}

std::shared_ptr<Backbone> Registry::make_backbone(const ComponentInfo& info, const Values& values,
                                                  const Context& context) const {
  SERHOST_CHECK(info.kind == Kind::backbone);
  const auto& component = component_of(info);
  const auto complete =
      with_parts(info, values, [&](PartValue& part, const NestedParameters& nested) {
        part.backbone = make_backbone(*nested.info, nested.values, context);
      });
  return make_kept<Backbone>(info, context, [&](const Context& own) {
    return maker<MakeBackbone>(component)(complete, own);
  });
}

std::shared_ptr<Dataset> Registry::make_dataset(const ComponentInfo& info, const Values& values,
                                                const DataRoot& root) const {
  SERHOST_CHECK(info.kind == Kind::dataset && values.size() == info.parameters.size());
  const auto& component = component_of(info);
  return make_kept<Dataset>(
      info, root, [&](const DataRoot& own) { return maker<MakeDataset>(component)(values, own); });
}

std::shared_ptr<Optimizer> Registry::make_optimizer(const ComponentInfo& info, const Values& values,
                                                    const std::vector<ParamGroup>& groups,
                                                    const Context& context) const {
  SERHOST_CHECK(info.kind == Kind::optimizer && values.size() == info.parameters.size());
  const auto& component = component_of(info);
  return make_kept<Optimizer>(info, context, [&](const Context& own) {
    return maker<MakeOptimizer>(component)(values, groups, own);
  });
}

std::shared_ptr<Head> Registry::make_head(const ComponentInfo& info, const Values& values,
                                          const HeadSpec& spec, const Context& context) const {
  SERHOST_CHECK(info.kind == Kind::head && values.size() == info.parameters.size());
  const auto& component = component_of(info);
  return make_kept<Head>(info, context, [&](const Context& own) {
    return maker<MakeHead>(component).make(values, spec, own);
  });
}

std::int64_t Registry::embedding_width(const ComponentInfo& info, const Values& values,
                                       std::int64_t width) const {
  SERHOST_CHECK(info.kind == Kind::head && values.size() == info.parameters.size());
  const auto& component = component_of(info);
  const auto callee = callee_of(info);
  const auto found = guarded(callee, "embedding_width", [&] {
    return maker<MakeHead>(component).embedding_width(values, width);
  });
  if (found < 0) {
    throw PluginError(callee.component + " of plugin " + callee.plugin +
                      " says that its embeddings have the width " + std::to_string(found));
  }
  return found;
}

std::shared_ptr<Augment> Registry::make_augment(const ComponentInfo& info, const Values& values,
                                                const Context& context) const {
  SERHOST_CHECK(info.kind == Kind::augment && values.size() == info.parameters.size());
  const auto& component = component_of(info);
  return make_kept<Augment>(info, context, [&](const Context& own) {
    return maker<MakeAugment>(component)(values, own);
  });
}

std::vector<const weights::Family*> Registry::checkpoint_families() const {
  std::vector<const weights::Family*> families;
  for (const auto& info : components()) {
    if (!has_ability<ReadsCheckpoints>(info)) continue;
    const auto family = component_of(info).checkpoint_family;
    if (family == nullptr) continue;
    families.push_back(guarded(callee_of(info), "checkpoint_family", [&] { return &family(); }));
  }
  return families;
}

}  // namespace serhost::host
