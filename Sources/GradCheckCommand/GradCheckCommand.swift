import ApusProof
import ApusReporting
import ArgumentParser

@main struct GradCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradcheck",
    abstract: "Proves the derivatives of every operation, layer and loss of Apus.",
    discussion: """
      Derivatives and second derivatives in float64 are compared with central differences, for inputs \
      that lie in memory in every way; float32 is compared with float64. With --mutants, wrong \
      derivatives are injected, which the same checks must notice. Build it with optimisation: \
      swift run -c release gradcheck.

      Exit code: 0 where all is right, 1 where something is wrong or missing, 64 where the command line \
      does not make sense, 73 where the JSON cannot be written.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Only operations whose name or kind (primitive, composite, layer, loss, engine) contains this text, whatever its capitals.",
      valueName: "text"))
  var filter = ""

  @Flag(help: "Every entry of every Jacobian, also of second derivatives by many elements.")
  var slow = false

  @Flag(help: "Inject wrong derivatives instead, and print how many were noticed.")
  var mutants = false

  @Option(help: ArgumentHelp("Write the results to this file too.", valueName: "file"))
  var json: String?

  func validate() throws {
    if Suite.subjects(matching: filter).isEmpty {
      throw ValidationError("no operation's name or kind contains '\(filter)'")
    }
    if mutants && slow { throw ValidationError("--mutants and --slow do not go together") }
  }

  func run() throws {
    #if DEBUG
      complain(
        "Built without optimisation, which takes ten times as long: swift run -c release gradcheck")
    #endif
    if mutants {
      let report = try MutantsReport(Suite.subjects(matching: filter))
      report.print()
      try finish(report.score, isRight: report.score.isRight)
    } else {
      let report = try DerivativesReport(filter: filter, slow: slow)
      report.print()
      try finish(report, isRight: report.isRight)
    }
  }

  private func finish(_ results: some Encodable, isRight: Bool) throws {
    if let json, try !wroteJSON(results, to: json, for: "gradcheck") { throw ExitCode(73) }
    if !isRight { throw ExitCode(1) }
  }
}
