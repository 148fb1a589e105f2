import ApusImages
import ApusTensor
import ApusTestSupport
import FoundationEssentials
import Glibc
import Testing

@Suite struct PNGTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [1, 2, 3, 4], [[1, 1], [60, 160], [7, 5], [1, 33], [19, 1]])
  func comesBackAsItWasWritten(channels: Int, size: [Int]) throws {
    let image = noise([channels] + size, seed: UInt64(channels))
    let file = folder("a.png")
    for level in [0, 1, 6, 9] {
      try writePNG(image, to: file, level: level)
      #expect(try readPNG(file) == image)
      #expect(try decodePNG(encodePNG(image, level: level)) == image)
      #expect(try pngSize(of: file) == (width: size[1], height: size[0]))
    }
    #expect(try folder.names() == ["a.png"])
  }

  @Test func writesArraysWithoutChannelsAndViews() throws {
    let image = noise([6, 9], seed: 1)
    #expect(try decodePNG(encodePNG(image)) == image.unsqueeze(0))
    let turned = noise([9, 6, 3], seed: 2).permute([2, 1, 0])
    #expect(try decodePNG(encodePNG(turned)) == turned)
  }

  @Test func replacesAFile() throws {
    let file = folder("a.png")
    try writePNG(noise([3, 8, 8], seed: 1), to: file)
    let second = noise([1, 4, 5], seed: 2)
    try writePNG(second, to: file)
    #expect(try readPNG(file) == second)
    #expect(try folder.names() == ["a.png"])
  }

  @Test func keepsPermissionsLinksAndPipes() throws {
    let image = noise([3, 8, 8], seed: 1)
    let (file, link, pipe) = (folder("a.png"), folder("link.png"), folder("pipe.png"))
    try folder.write([1], to: "a.png")
    #expect(chmod(file.path, 0o640) == 0 && symlink("a.png", link.path) == 0)
    try writePNG(image, to: link)
    #expect(try readPNG(file) == image)
    var status = stat()
    #expect(lstat(file.path, &status) == 0 && status.st_mode == S_IFREG | 0o640)
    #expect(lstat(link.path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)

    // The pipe holds the whole image until it is read.
    #expect(mkfifo(pipe.path, 0o600) == 0)
    let reader = open(pipe.path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try writePNG(image, to: pipe)
    let encoded = try encodePNG(image)
    var bytes = [UInt8](repeating: 0, count: encoded.count + 1)
    #expect(read(reader, &bytes, bytes.count) == encoded.count)
    #expect(Array(bytes.dropLast()) == encoded)
    #expect(try folder.names() == ["a.png", "link.png", "pipe.png"])
  }

  @Test func takesNamesOfAnyKind() throws {
    let image = noise([3, 4, 4], seed: 3)
    for name in ["with space.png", "50%41.png", "#1?.png", "ä日本.png", "a:b.png"] {
      try writePNG(image, to: folder(name))
      #expect(try readPNG(folder(name)) == image)
    }
    let files = try pngFiles(in: folder.url)
    #expect(try files.map { try readPNG($0) } == Array(repeating: image, count: 5))
  }

  @Test func trapsOnArraysThatAreNoImages() async {
    let floats = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try encodePNG(NDArray.zeros([3, 4, 4]))
    }
    #expect(
      floats?.errorText.contains(
        "writePNG: needs uint8 [height, width] or [channels, height, width], got float32 [3, 4, 4]")
        == true)
    let channels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try encodePNG(noise([5, 4, 4], seed: 0))
    }
    #expect(
      channels?.errorText.contains("writePNG: needs 1 to 4 channels, got shape [5, 4, 4]") == true)
    let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try encodePNG(NDArray.zeros([1, 0, 4], dtype: .uint8))
    }
    #expect(empty?.errorText.contains("writePNG: cannot write 4 x 0 pixels") == true)
    let level = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try encodePNG(noise([4, 4], seed: 0), level: 10)
    }
    #expect(level?.errorText.contains("writePNG: level must be 0...9, got 10") == true)
  }
}
