// The page of `serhost view`: its frame and its style. What is in it, the script fetches.
#pragma once

#include <string>

namespace serhost::view {

inline constexpr char kPage[] = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>serhost view</title>
<link rel="stylesheet" href="view.css">
<link rel="icon" href="data:,">
</head>
<body>
<main>
<header><h1>Runs</h1><p class="soft" id="state" role="status">reading …</p></header>
<section id="sweeps"></section>
<section id="runs" aria-label="Runs"></section>
<section id="chosen" aria-label="The chosen runs"></section>
</main>
<script src="view.js"></script>
</body>
</html>
)html";

/// That of reports, and what this page has beyond it.
std::string page_style();

}  // namespace serhost::view
