#include "distributed/news.hpp"

#include "distributed/collective.hpp"

namespace serhost::distributed {

std::optional<Error> ended(Collective& all) { return all.ended(std::chrono::milliseconds(1500)); }

void fail(Collective& all, const Error& error) { all.fail(error); }

}  // namespace serhost::distributed
