// One filter for each plugin that is loaded. Filters cost the other system calls nothing that can
// be seen: the kernel knows from the filter which of them it always lets pass.
#include "host/exit_trap.hpp"

#include <link.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>

#include "host/guard.hpp"

namespace serhost::host {
namespace {

bool own_process = false;
std::atomic<pid_t> host_process{0};
static_assert(std::atomic<pid_t>::is_always_lock_free, "handlers read it");

constexpr std::uint32_t kOurs = 0x5e5;  // tells our filters' stops from those of others
constexpr int kStopped = 1;             // SYS_SECCOMP, which the C library does not name
constexpr std::uint64_t kWord = std::uint64_t{1} << 32;

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
long system_call(long number, const long (&words)[5]) noexcept {
  register long fourth asm("r10") = words[3];
  register long fifth asm("r8") = words[4];
  long result = 0;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(words[0]), "S"(words[1]), "d"(words[2]), "r"(fourth), "r"(fifth)
               : "rcx", "r11", "memory");
  return result;
}
using Registers = decltype(ucontext_t{}.uc_mcontext);
long& result_in(Registers& at) { return reinterpret_cast<long&>(at.gregs[REG_RAX]); }
long word_in(const Registers& at, std::size_t index) {
  constexpr int kWhere[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8};
  return static_cast<long>(at.gregs[kWhere[index]]);
}
#elif defined(__aarch64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
long system_call(long number, const long (&words)[5]) noexcept {
  register long which asm("x8") = number;
  register long first asm("x0") = words[0];
  register long second asm("x1") = words[1];
  register long third asm("x2") = words[2];
  register long fourth asm("x3") = words[3];
  register long fifth asm("x4") = words[4];
  asm volatile("svc 0"
               : "+r"(first)
               : "r"(which), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
               : "memory");
  return first;
}
using Registers = decltype(ucontext_t{}.uc_mcontext);
long& result_in(Registers& at) { return reinterpret_cast<long&>(at.regs[0]); }
long word_in(const Registers& at, std::size_t index) { return static_cast<long>(at.regs[index]); }
#else
constexpr std::uint32_t kMachine = 0;  // plugins' own instructions are not watched there
long system_call(long, const long (&)[5]) noexcept { return -ENOSYS; }
struct Registers {
  long word = 0;
};
long& result_in(Registers& at) { return at.word; }
long word_in(const Registers& at, std::size_t) { return at.word; }
#endif

/// Whose code lies where, for handlers: entries are added and never changed.
struct Owner {
  CodeRange range;
  char file[512];
};
constexpr std::size_t kMostOwners = 512;
Owner owners[kMostOwners];
std::atomic<std::size_t> owner_count{0};

const Owner* owner_of(const void* address) noexcept {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  const std::span known(owners, owner_count.load(std::memory_order_acquire));
  const auto found = std::find_if(known.begin(), known.end(), [&](const Owner& each) {
    return at >= each.range.begin && at < each.range.end;
  });
  return found == known.end() ? nullptr : &*found;
}

void remember(const std::filesystem::path& file, const std::vector<CodeRange>& ranges) {
  for (const auto& range : ranges) {
    const auto next = owner_count.load(std::memory_order_relaxed);
    if (next == kMostOwners) return;
    owners[next].range = range;
    const auto& name = file.native();
    const auto size = std::min(name.size(), sizeof owners[next].file - 1);
    std::memcpy(owners[next].file, name.data(), size);
    owner_count.store(next + 1, std::memory_order_release);
  }
}

/// Makes the call that the kernel has stopped, by an instruction of the host's own; the plugin sees
/// its result. The signal would stay blocked in another program.
void let_pass(long number, void* context) {
  auto* const stopped = static_cast<ucontext_t*>(context);
  ::sigprocmask(SIG_SETMASK, &stopped->uc_sigmask, nullptr);
#if defined(__x86_64__) || defined(__aarch64__)
  auto& registers = stopped->uc_mcontext;
#else
  Registers registers;
#endif
  const long words[] = {word_in(registers, 0), word_in(registers, 1), word_in(registers, 2),
                        word_in(registers, 3), word_in(registers, 4)};
  result_in(registers) = system_call(number, words);
}

void on_stop(int, siginfo_t* what, void* context) {
  if (what->si_code != kStopped || what->si_errno != static_cast<int>(kOurs)) {
    ::signal(SIGSYS, SIG_DFL);  // somebody else's filter: what the system does about it
    ::raise(SIGSYS);
    return;
  }
  const int number = what->si_syscall;
  const bool ends = number == SYS_exit || number == SYS_exit_group;
  // A thread that the plugin made without the C library may end itself.
  const bool of_thread = number == SYS_exit && ::gettid() != ::getpid();
  if (of_thread || is_forked_by_plugin()) return let_pass(number, context);
  if (ends) refuse_exit_of_plugin(what->si_call_addr, "the system call exit");
  else refuse_replacement(what->si_call_addr, "the system call exec");
  leave_at_once(70);
}

void handle_stops() {
  struct sigaction action{};
  action.sa_sigaction = on_stop;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGSYS, &action, nullptr);
}

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

/// Skips so many of the following statements where the comparison holds, or does not.
sock_filter compare(int how, std::uint64_t with, std::uint8_t yes, std::uint8_t no) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | BPF_K | how),
                  static_cast<std::uint32_t>(with), yes, no);
}

sock_filter give(std::uint32_t action) { return BPF_STMT(BPF_RET | BPF_K, action); }

/// The kernel's filters compare 32 bits at once: ranges end where the upper half changes.
std::vector<CodeRange> halves(const std::vector<CodeRange>& ranges) {
  std::vector<CodeRange> out;
  for (auto range : ranges) {
    while (range.begin < range.end) {
      const auto end = std::min<std::uint64_t>(range.end, (range.begin / kWord + 1) * kWord);
      out.push_back({range.begin, static_cast<std::uintptr_t>(end)});
      range.begin = static_cast<std::uintptr_t>(end);
    }
  }
  return out;
}

std::vector<sock_filter> filter_for(const std::vector<CodeRange>& ranges) {
  constexpr auto kPlace = offsetof(seccomp_data, instruction_pointer);  // little-endian machines
  std::vector<sock_filter> out = {load(offsetof(seccomp_data, arch)),
                                  compare(BPF_JEQ, kMachine, 1, 0),
                                  give(SECCOMP_RET_ALLOW),
                                  load(offsetof(seccomp_data, nr)),
                                  compare(BPF_JEQ, SYS_exit_group, 4, 0),
                                  compare(BPF_JEQ, SYS_exit, 3, 0),
                                  compare(BPF_JEQ, SYS_execve, 2, 0),
                                  compare(BPF_JEQ, SYS_execveat, 1, 0),
                                  give(SECCOMP_RET_ALLOW)};
  for (const auto& range : halves(ranges)) {
    out.insert(out.end(),
               {load(kPlace + 4), compare(BPF_JEQ, range.begin / kWord, 0, 4), load(kPlace),
                compare(BPF_JGE, range.begin % kWord, 0, 2),
                compare(BPF_JGT, (range.end - 1) % kWord, 1, 0), give(SECCOMP_RET_TRAP | kOurs)});
  }
  out.push_back(give(SECCOMP_RET_ALLOW));
  return out;
}

bool install(std::vector<sock_filter> filter) {
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  const auto attempt = [&] {
    return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                     SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) == 0;
  };
  if (attempt()) return true;
  // Users other than root must first give up what programs with the set-user-ID bit would give
  // them.
  return errno == EACCES && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && attempt();
}

}  // namespace

std::vector<CodeRange> mapped_code() {
  std::vector<CodeRange> out;
  ::dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* into) {
        for (const auto& part : std::span(info->dlpi_phdr, info->dlpi_phnum)) {
          if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
          const std::uintptr_t begin = info->dlpi_addr + part.p_vaddr;
          static_cast<std::vector<CodeRange>*>(into)->push_back({begin, begin + part.p_memsz});
        }
        return 0;
      },
      &out);
  return out;
}

void trap_exits_from_now_on() {
  own_process = true;
  process_is_own();
}

void process_is_own() noexcept { host_process = ::getpid(); }

bool is_forked_by_plugin() noexcept {
  const pid_t host = host_process;
  return host != 0 && host != ::getpid();
}

void trap_exits(const std::filesystem::path& file, const std::vector<CodeRange>& before) {
  auto added = mapped_code();
  std::erase_if(added, [&](const CodeRange& each) {
    return std::find(before.begin(), before.end(), each) != before.end();
  });
  remember(file, added);
  constexpr std::size_t kMostRanges = 500;  // a filter has at most 4096 statements
  if (!own_process || kMachine == 0 || added.empty() || added.size() > kMostRanges) return;
  handle_stops();
  install(filter_for(added));
}

const char* plugin_at(const void* address) noexcept {
  const auto* owner = owner_of(address);
  return owner == nullptr ? nullptr : owner->file;
}

}  // namespace serhost::host
