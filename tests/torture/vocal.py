"""The project of a loss, whose build lays out a plugin that is there already, so that a real pack
of it takes seconds."""

import re
import shutil

BUILD = """cmake_minimum_required(VERSION 3.25)
project(vocal VERSION 0.1.0 LANGUAGES NONE)
enable_testing()
add_test(NAME nothing COMMAND ${CMAKE_COMMAND} -E true)
file(COPY vocal.so DESTINATION ${PROJECT_BINARY_DIR}/lib/serhost/plugins)
install(FILES vocal.so DESTINATION lib/serhost/plugins COMPONENT runtime)
"""
CREATE = ("pack", "create", "vocal", "-q")
SECONDS = 60  # a build in a process of its own, its tests, the conformance kit
LEAVES = ("vocal/build", "vocal/build/*", "*.serpack")


def project(lab):
    """The project and a home with a key, made once."""

    def make():
        folder = lab.new_folder("vocal")
        home = folder / "home"
        lab.run_at_home(home, folder, ["new", "loss", "vocal"])
        made = folder / "vocal"
        (made / "CMakeLists.txt").write_text(BUILD)
        shutil.copyfile(lab.fixture("plugin"), made / "vocal.so")
        text = (made / "pack.toml").read_text()
        text = re.sub(r"(?m)^authors .*$", 'authors  = ["Ada Author"]', text)
        (made / "pack.toml").write_text(re.sub(r"(?m)^license .*$", 'license  = "MIT"', text))
        lab.run_at_home(home, folder, ["pack", "key", "new", "lab"])
        return folder

    return lab.once("vocal", make)


def pack_of(lab):
    """A signed pack of the project, and the folder that it was made in."""

    def make():
        folder = project(lab)
        out = folder / "vocal.serpack"
        lab.run_at_home(folder / "home", folder, [*CREATE, "-o", str(out)])
        shutil.rmtree(folder / "vocal/build")
        return out

    project(lab)
    return lab.once("vocal pack", make)


def prepared(box, key=True):
    folder = project(box.lab)
    shutil.copytree(folder / "vocal", box.work / "vocal")
    if key:
        shutil.copytree(folder / "home/.config", box.home / ".config", dirs_exist_ok=True)
