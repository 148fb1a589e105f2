public import Foundation

/// A running program that was built beside the tests.
public final class Program {
  private let process = Process()
  private let folder: TemporaryFolder
  private let outputFile: URL
  private let errorFile: URL

  /// Where a product of this name lies.
  public static func url(_ name: String) -> URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent(name)
  }

  public init(_ name: String, _ arguments: [String]) throws {
    folder = try TemporaryFolder()
    (outputFile, errorFile) = (folder("output"), folder("errors"))
    try Data().write(to: outputFile)
    try Data().write(to: errorFile)
    process.executableURL = Program.url(name)
    process.arguments = arguments
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
  }

  public var isRunning: Bool { process.isRunning }
  public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits; the exit code.
  public func end() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  public var output: String { text(outputFile) }
  public var errors: String { text(errorFile) }

  private func text(_ file: URL) -> String {
    (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }
}
