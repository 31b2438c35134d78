// What stands beside EmoBox's lists.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace serhost::readers {

/// Speakers by key from `<id=KEY,lang=en,spk=SPEAKER,emotion=...>` of data.seg.wrd.stm, unknown
/// ones left out. Keys may hold blanks and commas. `lang` is "en" whatever is spoken, and not read.
std::map<std::string, std::string> speakers_of_stm(std::string_view text);

}  // namespace serhost::readers
