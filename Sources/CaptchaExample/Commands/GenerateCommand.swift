import Apus
import ArgumentParser
import FoundationEssentials
import Glibc
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
  var folder: String

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
    let count = try wholeNumber(count, "--count", in: 1 ... .max) ?? min(10_000, most)
    guard count <= most else {
      throw Failure(
        .usage, "--count is \(count), but there are only \(most) numbers of \(digits) digits")
    }
    let seed = UInt64(try wholeNumber(seed, "--seed", in: 0 ... .max) ?? 0)
    let painter = try CaptchaPainter()
    let numbers = chooseNumbers(count, below: most, seed: seed)
    let names = numbers.map { name($0, digits: digits) }
    try prepare(URL(filePath: folder), for: names)
    try await draw(painter, numbers, names, seed: seed)
    show("\(count) images in \(folder)")
  }

  private func draw(
    _ painter: CaptchaPainter, _ numbers: [Int], _ names: [String], seed: UInt64
  ) async throws {
    let folder = URL(filePath: folder)
    let done = Counter()
    let progress = ProgressLine()
    _ = try await mapConcurrently(numbers.count) { i in
      var random = SplitMix64(seed: seed, index: numbers[i])
      let image = CaptchaPicture(painter.draw(names[i], using: &random))
      try image.write(to: folder.appending(path: "\(names[i]).png"))
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

/// All numbers below `limit`, or a random choice of them without repetition, in order.
func chooseNumbers(_ count: Int, below limit: Int, seed: UInt64) -> [Int] {
  if count == limit { return Array(0..<limit) }
  var random = SplitMix64(seed: seed)
  var chosen = Set<Int>()
  // Every set is equally likely (Bentley and Floyd, "A Sample of Brilliance", 1987).
  for last in (limit - count)..<limit {
    let candidate = Int.random(in: 0...last, using: &random)
    chosen.insert(chosen.contains(candidate) ? last : candidate)
  }
  return chosen.sorted()
}

/// `number` with leading zeros.
private func name(_ number: Int, digits: Int) -> String {
  let text = "\(number)"
  return String(repeating: "0", count: digits - text.count) + text
}

/// Makes the folder, or makes sure that it holds nothing but files that are to be replaced.
private func prepare(_ folder: URL, for names: [String]) throws {
  let path = folder.relativePath
  var isFolder = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(.cannotCreate, "\(path): cannot be made: \(reason(of: error))")
    }
    return
  }
  guard isFolder else { throw Failure(.cannotCreate, "\(path): is a file, not a folder") }
  let found: [String]
  do {
    found = try FileManager.default.contentsOfDirectory(atPath: path)
  } catch {
    throw Failure(.noInput, "\(path): cannot be read: \(reason(of: error))")
  }
  let expected = Set(names.map { "\($0).png" })
  let others = found.filter { !$0.hasPrefix(".") && !expected.contains($0) }.sorted()
  if let first = others.first {
    throw Failure(
      .cannotCreate,
      "\(path): holds other files already, such as \(first); images are drawn into an empty "
        + "folder, or over those of the same names")
  }
}

private func reason(of error: any Error) -> String {
  guard let code = (error as? CocoaError)?.underlying as? POSIXError else { return "\(error)" }
  return String(cString: strerror(code.code.rawValue)).lowercased()
}
