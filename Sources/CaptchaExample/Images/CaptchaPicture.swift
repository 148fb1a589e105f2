import Apus
import FoundationEssentials

/// A drawn CAPTCHA: uint8 [3, height, width].
struct CaptchaPicture {
  let array: NDArray

  /// From pixels of three bytes each, row by row.
  init(_ interleaved: [UInt8]) {
    array = NDArray(
      interleaved, shape: [CaptchaPainter.height, CaptchaPainter.width, CaptchaPainter.channels]
    ).permute(2, 0, 1)
  }

  func write(to url: URL) throws {
    do {
      try writePNG(array, to: url)
    } catch {
      throw Failure(.cannotWrite, "\(error)")
    }
  }
}
