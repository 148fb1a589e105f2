import ArgumentParser
import Glibc

@main struct Captcha: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws CAPTCHAs, learns to read them, and reads them.",
    discussion: """
      From nothing to a reader of CAPTCHAs in a few minutes:

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
    // A file that grows beyond a limit is an error like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    if let failure = await perform(Array(CommandLine.arguments.dropFirst())) {
      complain("captcha: \(failure)")
      Glibc.exit(failure.kind.rawValue)
    }
  }

  /// Does what the arguments say, or prints the help that they ask for; nil when all went well.
  static func perform(_ arguments: [String]) async -> Failure? {
    do {
      try checkEnvironment()
      var command = try await parse(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) == .success else { return Failure(error) }
      show(fullMessage(for: error))
    }
    return nil
  }

  /// A number of threads that cannot be is the user's mistake here, not a programmer's.
  private static func checkEnvironment() throws {
    let text = getenv("APUS_NUM_THREADS").map { String(cString: $0) }
    _ = try wholeNumber(text, "APUS_NUM_THREADS", in: 1...64)
  }

  private static func parse(_ arguments: [String]) async throws -> any ParsableCommand {
    do {
      return try await asyncParseAsRoot(arguments)
    } catch {
      // A wish for help is no failure.
      throw exitCode(for: error) == .success ? error : Failure(.usage, message(for: error))
    }
  }
}
