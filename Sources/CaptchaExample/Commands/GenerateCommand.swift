import Apus
import ArgumentParser
import FoundationEssentials
import Synchronization

struct GenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Draws CAPTCHAs into a folder, as PNG files named by their digits.",
    discussion: """
      The same seed draws the same images. An image depends on the seed and its number alone, not \
      on how many are drawn.
      """)

  @Argument(
    help: ArgumentHelp("Folder to draw into; it is made if need be.", valueName: "dir"))
  var folder: Path

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Number of images; default: 10000, or as many as there are numbers of so many digits. "
        + "Fewer than there are numbers are a random choice.", valueName: "n"))
  var count: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Digits in an image, 1 to 9; default: 4.", valueName: "n"))
  var digits: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What the random numbers start from; default: 0.", valueName: "n"))
  var seed: String?

  func run() async throws {
    let digits = try wholeNumber(digits, "--digits", in: 1...9) ?? 4
    let most = (0..<digits).reduce(1) { product, _ in product * 10 }
    let count = try wholeNumber(count, "--count", in: 1...10_000_000) ?? min(10_000, most)
    guard count <= most else {
      throw Failure(
        .usage, "--count is \(count), but there are only \(most) numbers of \(digits) digits")
    }
    let seed = UInt64(try wholeNumber(seed, "--seed", in: 0 ... .max) ?? 0)
    let painter = try CaptchaPainter()
    let numbers = chooseNumbers(count, below: most, seed: seed)
    let names = numbers.map { digitText($0, digits: digits) }
    try prepareFolder(folder.url, for: Set(names.map { "\($0).png" }))
    try await draw(painter, numbers, names, seed: seed)
    show("\(count) images in \(folder)")
  }

  private func draw(
    _ painter: CaptchaPainter, _ numbers: [Int], _ names: [String], seed: UInt64
  ) async throws {
    let folder = folder.url
    let done = Counter()
    let progress = ProgressLine()
    _ = try await mapConcurrently(numbers.count) { i in
      var random = SplitMix64(seed: seed, index: numbers[i])
      let image = NDArray(
        interleaved: painter.draw(names[i], using: &random), width: CaptchaPainter.width,
        height: CaptchaPainter.height, channels: CaptchaPainter.channels)
      try save(image, to: folder.appending(path: "\(names[i]).png"))
      let count = done.increment()
      if count.isMultiple(of: 100) { progress.show("\(count) of \(numbers.count) images") }
    }
    progress.clear()
  }
}

/// Counts across threads.
private final class Counter: Sendable {
  private let value = Atomic(0)
  func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}
