// Makes described corpora known to the host.
#include "corpus/described_corpus.hpp"
#include "host/described.hpp"

namespace serhost::corpus {
namespace {

const bool registered = (host::set_described_reader(&read_described_corpus), true);

}  // namespace
}  // namespace serhost::corpus
