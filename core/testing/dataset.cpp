// Datasets by name, their checks, and folders for their tests.
#include <fstream>
#include <serhost/testing/dataset.hpp>
#include <stdexcept>

#include "testing/component_infos.hpp"
#include "testing/dataset_kit.hpp"
#include "testing/report.hpp"
#include "testing/temporary.hpp"

namespace serhost::testing {

namespace fs = std::filesystem;

std::shared_ptr<Dataset> make_dataset(const std::string& name,
                                      const std::vector<std::string>& parameters,
                                      const fs::path& root) {
  return conformance::make_dataset(registry(), registry().get(Kind::dataset, name), parameters,
                                   root);
}

void expect_conforms(Dataset& dataset) {
  const std::shared_ptr<Dataset> own(std::shared_ptr<void>(), &dataset);
  expect_all(conformance::checks_of(
      conformance::DatasetCase{[=](const fs::path&) { return own; }, {}, {}, /*fresh=*/false}));
}

void expect_dataset_conforms(const std::string& name, const std::vector<std::string>& parameters,
                             const fs::path& root, const std::vector<std::string>& labels) {
  expect_all(conformance::checks_of(conformance::Subject{
      registry(), registry().get(Kind::dataset, name), parameters, root, labels}));
}

const std::vector<std::string>& odd_names() { return conformance::odd_names(); }

TemporaryFolder::TemporaryFolder()
    : directory_(std::make_shared<const conformance::TemporaryDirectory>()) {}

const fs::path& TemporaryFolder::path() const { return directory_->path(); }

fs::path TemporaryFolder::write(const fs::path& name, const std::string& content) const {
  const auto file = path() / name;
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
  return file;
}

}  // namespace serhost::testing
