import Apus
import ApusTestSupport
import FoundationEssentials
import Testing

@testable import CaptchaExample

@Suite struct ImageTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func message(_ url: URL) async -> String? {
    await asyncFailure { _ = try await CaptchaImages(url) }?.description
  }

  @Test func imagesAndLabels() async throws {
    let url = try barImages(12, in: folder)
    var images = try await CaptchaImages(url)
    #expect(images.count == 12 && images.size == ImageSize(width: 24, height: 12))
    #expect(images.labels[11] == [1, 1])
    #expect(images.pixels[7] == barImage("07"))
    let (pixels, label) = try images[3]
    #expect(pixels.shape == [1, 12, 24] && pixels.dtype == .float32)
    #expect(label == NDArray([0, 3]))
    images.transform = Normalisation(mean: 0.5, std: 0.25).transform
    #expect(try images[3].0 == (barImage("03").to(.float32) / 255 - 0.5) / 0.25)
    #expect(try await CaptchaImages(url, limit: 5).count == 5)
  }

  /// Black everywhere, with the ink as opacity: grey with alpha, colours with alpha, a palette with alphas.
  @Test func inkInTheAlphaChannel() async throws {
    let url = try barImages(2, in: folder)
    let seen = barImage("01")
    let opacity = NDArray(seen.scalars(as: UInt8.self).map { 255 - $0 }, shape: seen.shape)
    let black = seen.greater(255).to(.uint8)
    for channels in [1, 3] {
      let colours = Array(repeating: black, count: channels)
      try writePNG(.cat(colours + [opacity], dim: 0), to: url.appending(path: "01.png"))
      #expect(try readGrey(url.appending(path: "01.png")) == seen)
      #expect(
        try readOpaque(url.appending(path: "01.png"))
          == .cat(Array(repeating: seen, count: channels), dim: 0))
      #expect(try await CaptchaImages(url).pixels[1] == seen)
    }
    // The library's own transform leaves alpha out, as torchvision's does.
    #expect(try Grayscale()(readPNG(url.appending(path: "01.png"))) == black)
  }

  /// Each rounded to the nearest, as Pillow's `paste` with a mask has it.
  @Test func coloursOnWhite() throws {
    let pixels: [UInt8] = [10, 200, 0, 255, 30, 77, 100, 0, 90, 128, 255, 1, 255, 128, 0, 1]
    let image = NDArray(pixels, shape: [4, 2, 2])
    try writePNG(image, to: folder("a.png"))
    #expect(
      try readOpaque(folder("a.png"))
        == NDArray(
          [10, 227, 255, 255, 30, 166, 255, 254, 90, 191, 255, 254] as [UInt8], shape: [3, 2, 2]))
  }

  @Test func oddFilesAreNamed() async throws {
    let url = try barImages(3, in: folder)
    try writePNG(barImage("0")[0..., 0..<8], to: url.appending(path: "03.png"))
    #expect(await message(url) == "\(url.path)/03.png: is 12 x 8, but 00.png is 24 x 12")
    try FileManager.default.removeItem(at: url.appending(path: "03.png"))

    try writePNG(barImage("123"), to: url.appending(path: "123.png"))
    #expect(
      await message(url) == "\(url.path)/123.png: is named by 3 digits, but 00.png by 2")
    try FileManager.default.removeItem(at: url.appending(path: "123.png"))

    try writePNG(barImage("12"), to: url.appending(path: "1a.png"))
    #expect(
      await message(url) == "\(url.path)/1a.png: label '1a' has 'a', expected digits 0-9")
  }

  @Test func damagedFilesAndMissingFolders() async throws {
    let url = try barImages(3, in: folder)
    let file = url.appending(path: "01.png")
    let bytes = try Data(contentsOf: file)
    try bytes.prefix(bytes.count - 20).write(to: file)
    let found = await asyncFailure { _ = try await CaptchaImages(url) }
    #expect(found?.kind == .badData)
    #expect(found?.description.hasPrefix("\(url.path)/01.png: ") == true)

    let missing = await asyncFailure { _ = try await CaptchaImages(folder("none")) }
    #expect(missing?.kind == .noInput)
    #expect(missing?.description == "\(folder("none").path): no such folder")
  }

  @Test func labelsThatNeedMoreStepsThanThereAre() async throws {
    let url = try barImages(12, in: folder)
    let images = try await CaptchaImages(url)
    var architecture = smallArchitecture
    architecture.inputSize = 12 * 12  // two steps, but 00 needs a blank between
    #expect(
      failure { try images.check(canBeReadBy: architecture) }?.description
        == "\(url.path)/00.png: its 2 digits need 3 steps, but an image of 24 x 12 has 2")
    architecture.inputSize = 12 * 5
    #expect(failure { try images.check(canBeReadBy: architecture) }?.kind == .badData)
    architecture.inputSize = 13
    #expect(failure { try images.check(canBeReadBy: architecture) }?.kind == .badData)
    architecture.inputSize = 12 * 8
    #expect(failure { try images.check(canBeReadBy: architecture) } == nil)
  }

  @Test func meanAndStandardDeviation() throws {
    let images = [NDArray([0, 51, 255] as [UInt8]), NDArray([102] as [UInt8])]
    let found = try #require(Normalisation(measuring: images))
    #expect(abs(found.mean - 0.4) < 1e-15)
    // The values 0, 0.2, 1 and 0.4: squares of 0.16 + 0.04 + 0.36 + 0, over n - 1.
    #expect(abs(found.std - (0.56 / 3).squareRoot()) < 1e-15)
    #expect("\(found)" == "Mean: 0.40000, Standard deviation: 0.43205")
    #expect(Normalisation(measuring: [NDArray([7, 7] as [UInt8])]) == nil)
    #expect(Normalisation(measuring: [NDArray([7] as [UInt8])]) == nil)
  }

  @Test func fingerprints() async throws {
    let url = try barImages(4, in: folder)
    let first = "\(Fingerprint(try await CaptchaImages(url)))"
    #expect(first.count == 16)
    #expect("\(Fingerprint(try await CaptchaImages(url)))" == first)
    #expect("\(Fingerprint(try await CaptchaImages(url, limit: 3)))" != first)
    try writePNG(barImage("09"), to: url.appending(path: "03.png"))
    #expect("\(Fingerprint(try await CaptchaImages(url)))" != first)
  }
}
