# The installed package: program, bundled plugins, headers and libraries for authors, serhost-config.cmake. The build
# folder is a package too: -DCMAKE_PREFIX_PATH=<build> works like an installed prefix.
