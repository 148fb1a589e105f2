import ApusImages
import ApusTensor
import ApusTestSupport
import FoundationEssentials
import Glibc
import Testing

/// Nothing that a file may hold stops the program; every error names the file.
@Suite struct BadPNGTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func reason(_ name: String, _ read: (URL) throws -> Void) -> String {
    let error = #expect(throws: PNGError.self) { try read(folder(name)) }
    let start = "\(folder(name).relativePath): "
    let text = error?.description ?? ""
    #expect(text.hasPrefix(start))
    return String(text.dropFirst(start.count))
  }

  private func readError(_ name: String) -> String { reason(name) { _ = try readPNG($0) } }
  private func sizeError(_ name: String) -> String { reason(name) { _ = try pngSize(of: $0) } }

  @Test func saysWhatIsWrongWithAFile() throws {
    try folder.write([], to: "empty.png")
    try folder.write(Array("GIF89a, and so on".utf8), to: "gif.png")
    try FileManager.default.createDirectory(
      at: folder("folder.png"), withIntermediateDirectories: false)
    #expect(mkfifo(folder("pipe.png").path(percentEncoded: false), 0o600) == 0)
    for error in [readError, sizeError] {
      #expect(error("missing.png") == "no such file")
      #expect(error("empty.png") == "empty")
      #expect(error("gif.png") == "not a PNG (starts with 47 49 46 38)")
      #expect(error("folder.png") == "is a folder, not a file")
      #expect(error("pipe.png") == "is not a regular file")
    }
  }

  @Test func namesTheFileAsItWasGiven() {
    let relative = #expect(throws: PNGError.self) { try readPNG(URL(filePath: "no/such.png")) }
    #expect(relative?.description == "no/such.png: no such file")
    let web = #expect(throws: PNGError.self) { try readPNG(URL(string: "https://a.org/b.png")!) }
    #expect(web?.description == "https://a.org/b.png: is not the name of a file")
    let memory = #expect(throws: PNGError.self) { try decodePNG([]) }
    #expect(memory?.description == "PNG: empty")
    #expect(memory?.file == nil)
    let long = URL(filePath: String(repeating: "a", count: 300))
    #expect(throws: PNGError.self) { try readPNG(long) }
  }

  @Test func refusesFilesThatEndEarly() throws {
    let whole = try encodePNG(noise([3, 30, 40], seed: 1))
    #expect(try decodePNG(whole).shape == [3, 30, 40])
    for length in whole.indices where length < 200 || length % 7 == 0 || length > whole.count - 50 {
      #expect(throws: PNGError.self, "\(length) of \(whole.count) bytes") {
        try decodePNG(Array(whole[..<length]))
      }
    }
    try folder.write(Array(whole[..<(whole.count / 2)]), to: "half.png")
    #expect(readError("half.png") == "ends early")
    try folder.write(Array(whole[..<20]), to: "head.png")
    #expect(readError("head.png") == "ends early (20 bytes, a header takes 33)")
    #expect(sizeError("head.png") == "ends early (20 bytes, a header takes 33)")
  }

  /// Every byte changed in turn: an error, or an image of the same size (in texts and the like).
  @Test func survivesAnyDamagedByte() throws {
    let whole = try encodePNG(noise([3, 9, 11], seed: 2))
    var refused = 0
    for position in whole.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var bytes = whole
        bytes[position] ^= change
        do {
          #expect(try decodePNG(bytes).shape == [3, 9, 11])
        } catch {
          #expect(error is PNGError)
          refused += 1
        }
      }
    }
    #expect(refused > 2 * whole.count)
  }

  @Test func refusesRandomBytes() {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    for seed in 0..<200 {
      let bytes = noise(1 + seed * 7, seed: UInt64(seed))
      #expect(throws: PNGError.self) { try decodePNG(bytes) }
      #expect(throws: PNGError.self) { try decodePNG(signature + bytes) }
    }
  }

  @Test func refusesImagesThatAreTooLarge() throws {
    try writePNG(noise([1, 100, 50], seed: 3), to: folder("large.png"))
    #expect(try readPNG(folder("large.png"), maxPixels: 5000).shape == [1, 100, 50])
    let error = reason("large.png") { _ = try readPNG($0, maxPixels: 4999) }
    #expect(error == "50 x 100 is more than 4999 pixels")
    // Few bytes that would take many.
    let bomb = try encodePNG(NDArray.zeros([4100, 4100], dtype: .uint8), level: 1)
    #expect(throws: PNGError.self) { try decodePNG(bomb) }
  }

  @Test(arguments: [0, -1, .min]) func trapsOnAnImpossibleLimit(maxPixels: Int) async {
    let file = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [maxPixels = maxPixels as Int] in
      _ = try readPNG(URL(filePath: "none.png"), maxPixels: maxPixels)
    }
    #expect(file.says("readPNG: maxPixels must be positive, got \(maxPixels)"))
    let memory = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [maxPixels = maxPixels as Int] in
      _ = try decodePNG([], maxPixels: maxPixels)
    }
    #expect(memory.says("decodePNG: maxPixels must be positive, got \(maxPixels)"))
  }

  @Test func anyOtherLimitWillDo() throws {
    let image = noise([3, 4, 5], seed: 5)
    let file = try folder.write(try encodePNG(image), to: "a.png")
    #expect(try readPNG(file, maxPixels: .max) == image)
    #expect(try readPNG(file, maxPixels: .max / 8 + 1) == image)
  }

  @Test func saysWhyAFileCannotBeWritten() throws {
    let image = noise([1, 3, 3], seed: 4)
    #expect(
      reason("no/such/a.png") { try writePNG(image, to: $0) }
        == "cannot be written: no such folder")
    try FileManager.default.createDirectory(
      at: folder("folder.png"), withIntermediateDirectories: false)
    #expect(
      reason("folder.png") { try writePNG(image, to: $0) }
        == "cannot be written: is a folder, not a file")
    #expect(try folder.names() == ["folder.png"])
    let full = #expect(throws: PNGError.self) {
      try writePNG(image, to: URL(filePath: "/proc/a.png"))
    }
    #expect(full?.description.hasPrefix("/proc/a.png: cannot be written: ") == true)
  }
}
