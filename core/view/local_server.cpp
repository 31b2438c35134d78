// libmicrohttpd speaks HTTP; who may ask is decided here. A page of another origin cannot read the
// answers, but its requests would come: they lack the token, and a name that was made to lead here
// (DNS rebinding) is in their Host.
#include "view/local_server.hpp"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <string_view>

#include "base/error.hpp"

namespace serhost::view {
namespace {

std::string random_token() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw Error(Exit::unavailable, "this system gives no random numbers");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const auto byte : bytes) out += {kDigits[byte / 16], kDigits[byte % 16]};
  return out;
}

/// In a time that does not tell how much is right.
bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |=
        static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

MHD_Result collect(void* to, MHD_ValueKind, const char* key, const char* value) {
  (*static_cast<std::map<std::string, std::string>*>(to))[key] = value == nullptr ? "" : value;
  return MHD_YES;
}

/// What every answer says of itself: it asks for nothing elsewhere, and nothing keeps it.
constexpr std::array kHeaders = {
    std::pair{"Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src "
              "'self' data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; "
              "form-action 'none'; frame-ancestors 'none'"},
    std::pair{"Cross-Origin-Resource-Policy", "same-origin"},
    std::pair{"Referrer-Policy", "no-referrer"}, std::pair{"X-Content-Type-Options", "nosniff"},
    std::pair{"Cache-Control", "no-store"}};

MHD_Result send(MHD_Connection* connection, const Response& answer) {
  auto* response = MHD_create_response_from_buffer(
      answer.body.size(), const_cast<char*>(answer.body.data()),  // NOLINT: it is copied
      MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, "Content-Type", answer.type.c_str());
  for (const auto& [name, value] : kHeaders) MHD_add_response_header(response, name, value);
  const auto sent = MHD_queue_response(connection, static_cast<unsigned>(answer.status), response);
  MHD_destroy_response(response);
  return sent;
}

}  // namespace

struct LocalServer::State {
  std::string token, host, name;
  Answer answer;
  MHD_Daemon* daemon = nullptr;

  Response respond(MHD_Connection* connection, std::string_view url, std::string_view method) {
    const auto* asked = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
    if (asked == nullptr || (host != asked && name != asked))
      return {403, "text/plain; charset=utf-8", "this page is for " + host + " only\n"};
    if (method != "GET" && method != "HEAD")
      return {405, "text/plain; charset=utf-8", "nothing can be changed here\n"};
    const auto end = url.find('/', 1);
    if (url.empty() || end == std::string_view::npos || !same(url.substr(1, end - 1), token))
      return {403, "text/plain; charset=utf-8",
              "the address lacks its token: take the whole line that serhost view printed\n"};
    Request request{std::string(url.substr(end)), {}};
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, collect, &request.query);
    try {
      return answer(request);
    } catch (const Error& error) {
      return {error.exit() == Exit::missing ? 404 : 500, "text/plain; charset=utf-8", error.what()};
    } catch (const std::exception& error) {
      return {500, "text/plain; charset=utf-8", error.what()};
    }
  }

  static MHD_Result handle(void* self, MHD_Connection* connection, const char* url,
                           const char* method, const char*, const char*, std::size_t* size,
                           void** seen) {
    static int first = 0;
    if (*seen == nullptr) {  // headers only; the answer comes once a body has been thrown away
      *seen = &first;
      return MHD_YES;
    }
    if (*size != 0) {
      *size = 0;
      return MHD_YES;
    }
    try {
      return send(connection, static_cast<State*>(self)->respond(connection, url, method));
    } catch (...) { return MHD_NO; }
  }
};

LocalServer::LocalServer(std::uint16_t port, Answer answer) : state_(std::make_unique<State>()) {
  auto& state = *state_;
  state.token = random_token();
  state.answer = std::move(answer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  errno = 0;
  constexpr unsigned kThreads = 4, kSeconds = 30, kMostConnections = 64;
  state.daemon = MHD_start_daemon(
      MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ERROR_LOG, port, nullptr, nullptr, State::handle,
      &state, MHD_OPTION_SOCK_ADDR, reinterpret_cast<sockaddr*>(&address),
      MHD_OPTION_EXTERNAL_LOGGER, +[](void*, const char*, va_list) {}, nullptr,
      MHD_OPTION_THREAD_POOL_SIZE, kThreads, MHD_OPTION_CONNECTION_TIMEOUT, kSeconds,
      MHD_OPTION_CONNECTION_LIMIT, kMostConnections, MHD_OPTION_END);
  if (state.daemon == nullptr)
    throw Error(Exit::unavailable,
                port == 0 ? std::string("no page can be served: ") + std::strerror(errno)
                          : "port " + std::to_string(port) + " of 127.0.0.1 cannot be used: " +
                                std::strerror(errno) + "; choose another one, or none");
  const auto* bound = MHD_get_daemon_info(state.daemon, MHD_DAEMON_INFO_BIND_PORT);
  const auto number = std::to_string(bound != nullptr ? bound->port : port);
  state.host = "127.0.0.1:" + number;
  state.name = "localhost:" + number;
  url_ = "http://" + state.host + "/" + state.token + "/";
}

LocalServer::~LocalServer() {
  if (state_->daemon != nullptr) MHD_stop_daemon(state_->daemon);
}

}  // namespace serhost::view
