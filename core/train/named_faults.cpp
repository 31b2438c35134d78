// Of a c10::Error's text only the first line is kept: the rest is a backtrace.
#include "train/named_faults.hpp"

#include <c10/util/Exception.h>

#include <exception>
#include <new>

#include "base/error.hpp"

namespace serhost::train {

std::string components_of(Composition& composition) {
  auto& model = composition.model();
  auto out = composition.loss_callee().component + ", " + model.head_callee().component;
  for (const auto& adapter : model.chain().adapters()) out += ", " + adapter->callee().component;
  return out;
}

void rethrow_named(Composition& composition, const char* what, const std::string& where) {
  const auto fail = [&](const std::string& how) {
    throw PluginError(std::string(what) + where + " failed" + how +
                          "; look at the operations and derivatives of " +
                          components_of(composition),
                      Exit::failed);
  };
  try {
    throw;
  } catch (const Error&) { throw; } catch (const std::bad_alloc&) {
    throw;
  } catch (const c10::OutOfMemoryError&) { throw; } catch (const std::exception& fault) {
    const std::string text = fault.what();
    fail(": " + text.substr(0, text.find('\n')));
  } catch (...) { fail(" with an exception that does not derive from std::exception"); }
  std::terminate();  // every branch throws
}

}  // namespace serhost::train
