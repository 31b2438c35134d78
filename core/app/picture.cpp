// librsvg brings some forty libraries: they are loaded by name, so that no other command pays for
// them. Types come from their headers (librsvg2-dev).
#include "app/picture.hpp"

#include "base/error.hpp"

#ifdef SERHOST_RSVG

#include <cairo-pdf.h>
#include <dlfcn.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

namespace serhost::app {
namespace {

/// A function of a library by the name that its header declares.
#define SERHOST_OF(library, name) \
  decltype(&::name) name = reinterpret_cast<decltype(&::name)>(find(library, #name))

class Libraries {
 public:
  static const Libraries& get() {
    static const Libraries all;
    return all;
  }

 private:
  static void* open(const char* file) {
    auto* const out = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (out == nullptr)
      throw Error(Exit::unavailable,
                  std::string("PDF and PNG are drawn by librsvg and cairo, and ") + dlerror() +
                      "; install them (apt-get install librsvg2-2) or take the "
                      "format svg");
    return out;
  }
  static void* find(void* library, const char* name) {
    auto* const out = dlsym(library, name);
    if (out == nullptr)
      throw Error(Exit::unavailable, std::string("librsvg or cairo: ") + dlerror());
    return out;
  }

  void* rsvg_ = open("librsvg-2.so.2");
  void* cairo_ = open("libcairo.so.2");
  void* object_ = open("libgobject-2.0.so.0");
  void* glib_ = open("libglib-2.0.so.0");

 public:
  SERHOST_OF(rsvg_, rsvg_handle_new_from_data);
  SERHOST_OF(rsvg_, rsvg_handle_set_dpi);
  SERHOST_OF(rsvg_, rsvg_handle_get_intrinsic_size_in_pixels);
  SERHOST_OF(rsvg_, rsvg_handle_render_document);
  SERHOST_OF(object_, g_object_unref);
  SERHOST_OF(glib_, g_error_free);
  SERHOST_OF(cairo_, cairo_pdf_surface_create_for_stream);
  SERHOST_OF(cairo_, cairo_pdf_surface_set_metadata);
  SERHOST_OF(cairo_, cairo_image_surface_create);
  SERHOST_OF(cairo_, cairo_surface_write_to_png_stream);
  SERHOST_OF(cairo_, cairo_surface_finish);
  SERHOST_OF(cairo_, cairo_surface_status);
  SERHOST_OF(cairo_, cairo_surface_destroy);
  SERHOST_OF(cairo_, cairo_create);
  SERHOST_OF(cairo_, cairo_destroy);
  SERHOST_OF(cairo_, cairo_set_source_rgb);
  SERHOST_OF(cairo_, cairo_paint);
  SERHOST_OF(cairo_, cairo_status);
  SERHOST_OF(cairo_, cairo_status_to_string);
};

#undef SERHOST_OF

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) noexcept {
  try {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
  } catch (...) { return CAIRO_STATUS_NO_MEMORY; }
}

void require(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw Error(Exit::internal,
                std::string("cairo: ") + Libraries::get().cairo_status_to_string(status));
}

[[noreturn]] void refuse(GError* error) {
  const std::string why = error != nullptr ? error->message : "no reason given";
  if (error != nullptr) Libraries::get().g_error_free(error);
  throw Error(Exit::internal, "librsvg cannot draw the figure: " + why);
}

using Handle = std::unique_ptr<RsvgHandle, void (*)(RsvgHandle*)>;
using Surface = std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)>;

Handle handle_of(const std::string& svg, double dots_per_inch) {
  const auto& all = Libraries::get();
  GError* error = nullptr;
  Handle out(all.rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(),
                                           &error),
             [](RsvgHandle* handle) { Libraries::get().g_object_unref(handle); });
  if (out == nullptr) refuse(error);
  all.rsvg_handle_set_dpi(out.get(), dots_per_inch);
  return out;
}

Surface owned(cairo_surface_t* surface) {
  Surface out(surface, [](auto* one) { Libraries::get().cairo_surface_destroy(one); });
  require(Libraries::get().cairo_surface_status(surface));
  return out;
}

void draw(RsvgHandle* handle, cairo_surface_t* surface, double width, double height, bool white) {
  const auto& all = Libraries::get();
  const std::unique_ptr<cairo_t, void (*)(cairo_t*)> context(
      all.cairo_create(surface), [](auto* one) { Libraries::get().cairo_destroy(one); });
  if (white) {
    all.cairo_set_source_rgb(context.get(), 1, 1, 1);
    all.cairo_paint(context.get());
  }
  const RsvgRectangle all_of_it{0, 0, width, height};
  GError* error = nullptr;
  if (all.rsvg_handle_render_document(handle, context.get(), &all_of_it, &error) == 0)
    refuse(error);
  require(all.cairo_status(context.get()));
}

std::string pdf_of(const std::string& svg, const std::string& date) {
  constexpr double kPointsPerInch = 72;
  const auto& all = Libraries::get();
  const auto handle = handle_of(svg, kPointsPerInch);
  double width = 0, height = 0;
  all.rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height);
  std::string out;
  const auto surface = owned(all.cairo_pdf_surface_create_for_stream(&append, &out, width, height));
  all.cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
  draw(handle.get(), surface.get(), width, height, false);
  all.cairo_surface_finish(surface.get());
  require(all.cairo_surface_status(surface.get()));
  return out;
}

std::string png_of(const std::string& svg, double dots) {
  const auto& all = Libraries::get();
  const auto handle = handle_of(svg, dots);
  double width = 0, height = 0;
  all.rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height);
  const auto surface = owned(all.cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, static_cast<int>(std::ceil(width)), static_cast<int>(std::ceil(height))));
  draw(handle.get(), surface.get(), width, height, true);
  std::string out;
  require(all.cairo_surface_write_to_png_stream(surface.get(), &append, &out));
  return out;
}

}  // namespace

std::string picture_of(const std::string& svg, PictureFormat format, const std::string& date,
                       double dots) {
  switch (format) {
    case PictureFormat::pdf:
      return pdf_of(svg, date);
    case PictureFormat::png:
      return png_of(svg, dots);
    default:
      return svg;
  }
}

}  // namespace serhost::app

#else

namespace serhost::app {

std::string picture_of(const std::string& svg, PictureFormat format, const std::string&, double) {
  if (format != PictureFormat::svg)
    throw Error(Exit::unavailable,
                "this serhost was built without librsvg, which draws PDF and PNG; install "
                "librsvg2-dev and build it again, or take the format svg");
  return svg;
}

}  // namespace serhost::app

#endif
