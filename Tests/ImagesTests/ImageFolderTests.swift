import ApusImages
import ApusTestSupport
import FoundationEssentials
import Glibc
import Testing

@Suite struct ImageFolderTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func sortsByTheBytesOfNames() throws {
    let names = ["10.png", "9.png", "B.png", "a.png", "é.png", "e\u{301}.png", "Z.PNG", "日.png"]
    for name in names { try folder.write([1], to: name) }
    let found = try pngFiles(in: folder.url).map(\.lastPathComponent)
    #expect(
      found.map { Array($0.utf8) }
        == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test func passesOverWhatIsNoPNG() throws {
    for name in ["1.png", ".hidden.png", ".DS_Store", "2.jpg", "png", "3.png.txt", "README.md"] {
      try folder.write([1], to: name)
    }
    try FileManager.default.createDirectory(
      at: folder("4.png"), withIntermediateDirectories: false)
    try folder.write([1], to: "4.png/5.png")
    #expect(symlink("1.png", folder("6.png").path(percentEncoded: false)) == 0)
    #expect(symlink("4.png", folder("7.png").path(percentEncoded: false)) == 0)
    #expect(try pngFiles(in: folder.url).map(\.lastPathComponent) == ["1.png", "6.png"])
  }

  /// A dot that makes one character with its neighbour is a dot.
  @Test func looksAtBytes() throws {
    for name in [".\u{301}.png", "1\u{600}.png", "2.\u{200d}png", "3.png\u{301}", "\u{301}.PNG"] {
      try folder.write([1], to: name)
    }
    let found = try pngFiles(in: folder.url)
    #expect(
      found.map { Array($0.lastPathComponent.utf8) }
        == ["1\u{600}.png", "\u{301}.PNG"].map { Array($0.utf8) })
  }

  @Test func givesFilesThatCanBeOpened() throws {
    try folder.write([1], to: "1.png")
    let file = try #require(try pngFiles(in: folder.url).first)
    #expect(file.path(percentEncoded: false) == folder("1.png").path(percentEncoded: false))
    // With or without a slash at the end.
    let slash = URL(filePath: folder.url.path + "/", directoryHint: .isDirectory)
    #expect(try pngFiles(in: slash).map(\.path) == [file.path])
  }

  private func error(_ url: URL) -> String? {
    let error = #expect(throws: ImageFolderError.self) { try pngFiles(in: url) }
    return error?.description
  }

  @Test func saysWhatIsWrong() throws {
    #expect(error(folder("none")) == "\(folder("none").relativePath): no such folder")
    #expect(error(URL(filePath: "no/such/folder")) == "no/such/folder: no such folder")
    let file = try folder.write([1], to: "file.png")
    #expect(error(file) == "\(file.relativePath): is a file, not a folder")
    #expect(
      error(URL(string: "https://a.org/b")!) == "https://a.org/b: is not the name of a folder")

    let empty = try TemporaryFolder()
    #expect(
      error(empty.url)
        == "\(empty.url.relativePath): no .png files in this folder (number of other entries: 0)")
    try empty.write([1], to: "a.txt")
    try empty.write([1], to: ".b.png")
    #expect(
      error(empty.url)
        == "\(empty.url.relativePath): no .png files in this folder (number of other entries: 1)")
  }

  @Test func namesLinksThatLeadNowhere() throws {
    try folder.write([1], to: "1.png")
    #expect(symlink("gone.png", folder("2.png").path(percentEncoded: false)) == 0)
    #expect(error(folder.url) == "\(folder.url.relativePath)/2.png: no such file or directory")
  }

  @Test func namesFilesWithBrokenNames() throws {
    let path = Array(folder.url.path(percentEncoded: false).utf8) + Array("/".utf8)
    func make(_ name: [UInt8]) {
      let bytes = (path + name + [0]).map { CChar(bitPattern: $0) }
      close(open(bytes, O_WRONLY | O_CREAT, 0o600))
    }
    try folder.write([1], to: "1.png")
    make([0xFF] + Array(".txt".utf8))
    #expect(try pngFiles(in: folder.url).count == 1)
    make([0x61, 0xFF] + Array(".png".utf8))
    #expect(
      error(folder.url) == "\(folder.url.relativePath)/a\u{FFFD}.png: its name is not valid UTF-8")
  }
}

@Suite struct DigitLabelTests {
  @Test(
    arguments: [
      ("captcha/3291.png", [3, 2, 9, 1]), ("0000.png", [0, 0, 0, 0]), ("7", [7]),
      ("12.PNG", [1, 2]),
      ("a.b/123456789012345678901234567890.png", (1...30).map { $0 % 10 }),
    ])
  func readsDigits(name: String, label: [Int]) throws {
    #expect(try digitLabels(of: URL(filePath: name, directoryHint: .notDirectory)) == label)
  }

  @Test(
    arguments: [
      ("captcha/12a4.png", "label '12a4' has 'a', expected digits 0-9"),
      ("captcha/12 4.png", "label '12 4' has ' ', expected digits 0-9"),
      ("-1.png", "label '-1' has '-', expected digits 0-9"),
      ("1.2.png", "label '1.2' has '.', expected digits 0-9"),
      (".png", "label '.png' has '.', expected digits 0-9"),
      ("\u{663}.png", "label '\u{663}' has '\u{663}', expected digits 0-9"),
      ("1\u{301}.png", "label '1\u{301}' has '1\u{301}', expected digits 0-9"),
    ])
  func namesTheFile(name: String, reason: String) {
    let error = #expect(throws: LabelError.self) {
      try digitLabels(of: URL(filePath: name, directoryHint: .notDirectory))
    }
    #expect(error?.description == "\(name): \(reason)")
  }
}
