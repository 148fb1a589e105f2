import ArgumentParser
import Glibc

@main struct Captcha: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws CAPTCHAs, learns to read them, and reads them.",
    discussion: """
      From nothing to a reader in two commands:

        captcha generate captcha-images
        captcha train captcha-images --preset quick
        captcha read captcha-images/3297.png --model captcha.safetensors
      """,
    subcommands: [
      GenerateCommand.self, StatsCommand.self, TrainCommand.self, TestCommand.self,
      ReadCommand.self,
    ])

  static func main() async {
    // Whoever reads our output may stop reading; training goes on.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try await asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      Glibc.exit(report(error))
    }
  }

  /// Prints help, or one line that says what was wrong; the exit code.
  private static func report(_ error: any Error) -> Int32 {
    let isParserError = "\(type(of: error))" == "CommandError" || error is CleanExit
    if isParserError && exitCode(for: error) == .success {
      show(fullMessage(for: error))
      return 0
    }
    let failure = isParserError ? Failure(.usage, message(for: error)) : Failure(error)
    complain("captcha: \(failure)")
    return failure.kind.rawValue
  }
}
