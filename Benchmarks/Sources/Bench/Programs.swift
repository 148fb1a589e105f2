import Foundation

/// What a program prints; nil where it fails.
func output(
  of program: String, _ arguments: [String], environment: [String: String] = [:],
  hidesErrors: Bool = false
) -> String? {
  let process = Process()
  let isPath = program.contains("/")
  process.executableURL = URL(filePath: isPath ? program : "/usr/bin/env")
  process.arguments = (isPath ? [] : [program]) + arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let pipe = Pipe()
  process.standardOutput = pipe
  if hidesErrors { process.standardError = FileHandle.nullDevice }
  // `waitUntilExit` looks every 50 ms only, too seldom for `readImage`.
  let end = DispatchSemaphore(value: 0)
  process.terminationHandler = { _ in end.signal() }
  guard (try? process.run()) != nil else { return nil }
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  end.wait()
  return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
}

struct ProgramError: Error, CustomStringConvertible {
  let name: String
  var description: String { "\(name) failed" }
}
