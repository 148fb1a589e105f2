import Apus
import ApusTestSupport
import FoundationEssentials
import Testing

@testable import CaptchaExample

@Suite struct GenerateTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func choicesOfNumbers() {
    #expect(chooseNumbers(100, below: 100, seed: 3) == Array(0..<100))
    let few = chooseNumbers(30, below: 1_000, seed: 3)
    #expect(Set(few).count == 30 && few == few.sorted())
    #expect(few.allSatisfy { (0..<1_000).contains($0) })
    #expect(chooseNumbers(30, below: 1_000, seed: 3) == few)
    #expect(chooseNumbers(30, below: 1_000, seed: 4) != few)
    #expect(digitText(42, digits: 5) == "00042")
  }

  @Test func imagesDependOnSeedAndNumberAlone() async throws {
    let (all, few, other) = (folder("all"), folder("few"), folder("other"))
    #expect(await Captcha.perform(["generate", all.path, "--digits", "2"]) == nil)
    #expect(
      await Captcha.perform(["generate", few.path, "--digits", "2", "--count", "9"]) == nil)
    #expect(
      await Captcha.perform(
        ["generate", other.path, "--digits", "2", "--count", "9", "--seed", "1"]) == nil)
    #expect(try pngFiles(in: all).count == 100)
    let images = try await CaptchaImages(few)
    #expect(images.count == 9 && images.size == ImageSize(width: 160, height: 60))
    for file in images.files {
      let name = file.lastPathComponent
      #expect(try readFile(file) == readFile(all.appending(path: name)))
    }
    let same = try pngFiles(in: other).filter { file in
      try readFile(file) == readFile(all.appending(path: file.lastPathComponent))
    }
    #expect(same.isEmpty)
  }

  @Test func foldersWithOtherFilesAreRefused() throws {
    let names: Set = ["00.png", "01.png"]
    let url = folder("deep/images")
    try prepareFolder(url, for: names)
    try prepareFolder(url, for: names)
    try Data().write(to: url.appending(path: "01.png"))
    try Data().write(to: url.appending(path: ".hidden"))
    try prepareFolder(url, for: names)
    try Data().write(to: url.appending(path: "notes.txt"))
    let found = failure { try prepareFolder(url, for: names) }
    #expect(found?.kind == .cannotCreate)
    #expect(
      found?.description.hasPrefix("\(url.path): holds other files already, such as notes.txt;")
        == true)
    let file = url.appending(path: "notes.txt")
    #expect(
      failure { try prepareFolder(file, for: names) }?.description
        == "\(file.path): is a file, not a folder")
  }
}
