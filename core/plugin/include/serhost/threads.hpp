// Which threads call what: the tags that stand in the comments of every other header. Nothing is
// declared here.
//
// [run]     The training thread, one call at a time per instance. Two instances may be called at
//           once, so nothing may be shared between them unguarded. All of Loss, Head, Optimizer,
//           and of Backbone unless it has the ability ThreadSafeInference.
// [loader]  Threads that load clips, several at once on one instance: hence `const`, and nothing is
//           remembered from call to call (ReadsAudio::read, Augment::apply).
// [any]     Any thread, several at once on one instance.
//
// A function or class without a tag is a value or a free function that keeps nothing: [any]. A
// plugin starts no thread that outlives a call, and sets no global switch (seeds, number of
// threads, default type), since other threads would see it.
//
//   class Own final : public serhost::Dataset, public serhost::ReadsAudio {
//     serhost::Waveform read(const serhost::Utterance& clip) const override;  // [loader]
//   };
#pragma once
