import ApusProof
import ApusReporting
import ArgumentParser
import FoundationEssentials

@main struct ParityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parity",
    abstract: "Compares this framework with PyTorch and prints the certificate.",
    discussion: """
      Tests/Fixtures holds what PyTorch computed: values, gradients and second gradients of every \
      operation, layer, loss, optimizer, schedule, transform, sampler, split and random call. Each is \
      computed here again and compared element by element:

        |ours - PyTorch's| <= atol + rtol |PyTorch's|

      with 1e-5 and 1.3e-6 for float32, as PyTorch's own assert_close, and 1e-12 and 1e-12 for float64 (1e-7 \
      there); single operations within 2e-6 in float32; optimizers, schedules and clipping within 3e-7 and \
      3e-7, in float64 1e-15 and 1e-14. Orders, pixels, integers, truth values, types and text must be \
      equal, and so must random numbers, but for orthogonal matrices, and normal numbers in float64 or on \
      processors without FMA, of which the remarks say how close they are.

      PyTorch's own sample inputs, those with which it tests each operation, are compared as well: in float64, in \
      float32 with its numbers of float64, and in float64 with the dimensions the other way round in memory.

      Exit code: 0 where all is right, 1 where a case fails, 64 where the command line does not make sense, \
      65 where a file of the fixtures is damaged or of another PyTorch, 66 where it is missing, 73 where the \
      JSON cannot be written.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Only items whose name or group contains this text, whatever its capitals.",
      valueName: "text"))
  var filter = ""

  @Option(
    help: ArgumentHelp("Write every comparison to this file too, as JSON.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "The folder that make_fixtures.py wrote; that of the project by default.",
      valueName: "folder"))
  var fixtures: String?

  @Flag(help: "Print what PyTorch is asked, as JSON for make_fixtures.py, and compare nothing.")
  var rows = false

  @Flag(
    help:
      "Print the entries of PyTorch's list of operations that are compared, and compare nothing.")
  var entries = false

  func validate() throws {
    if !ItemGroup.all.contains(where: { !$0.items(matching: filter).isEmpty })
      && OpSampleCertificate.names(matching: filter).isEmpty
    {
      throw ValidationError("no item's name or group contains '\(filter)'")
    }
  }

  func run() throws {
    if rows {
      show(ProofTable.standard.json)
      return
    }
    if entries {
      for name in OpSampleCertificate.names(matching: filter) { show(name) }
      return
    }
    let start = ContinuousClock.now
    let certificate = try certificate()
    for line in certificate.report(took: start.duration(to: .now)) { show(line) }
    if let json, try !wroteJSON(certificate, to: json, for: "parity") { throw ExitCode(73) }
    let failures = certificate.failures
    for failure in failures.prefix(10) { complain("parity: \(failure)") }
    if failures.count > 10 { complain("parity: and \(grouped(failures.count - 10)) more") }
    if !failures.isEmpty { throw ExitCode(1) }
  }

  private func certificate() throws -> Certificate {
    let progress = ProgressLine()
    defer { progress.clear() }
    do {
      let folder = fixtures.map { URL(filePath: $0) } ?? Fixtures.defaultFolder
      return try Certificate(try Fixtures(folder), filter: filter) { progress.show($0) }
    } catch {
      progress.clear()
      complain("parity: \(error)")
      throw ExitCode((error as? FixtureError)?.isDamage == false ? 66 : 65)
    }
  }
}
