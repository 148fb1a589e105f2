import GradCheckSuite
import Reporting

/// How many of the injected wrong derivatives were noticed.
struct MutantsReport {
  let score: MutationScore

  init(_ subjects: [Subject]) throws {
    let progress = ProgressLine()
    var number = 0
    score = try Suite.mutationScore(of: subjects) { name in
      number += 1
      progress.show("\(number) of \(subjects.count): \(name)")
    }
    progress.clear()
  }

  func print() {
    if score.rules == 0 {
      show(
        "These operations have no rules of their own: \(score.composed.joined(separator: ", ")).")
      return
    }
    show("Wrong derivatives, each injected into one rule and given to the checks of its operation.")
    show("")
    table.lines.forEach(show)
    show("")
    for survivor in score.survivors {
      show("SURVIVED  \(survivor.mistake): \(survivor.rule), checked as \(survivor.subject)")
    }
    for rule in score.untested { show("UNTESTED  no mutant changes the gradient of \(rule)") }
    show(
      "\(score.rules) rules, \(score.injectedCount) mutants: \(score.caughtCount) caught, "
        + "\(score.survivors.count) survived; \(formatted(score.seconds, "%.1f")) s")
  }

  private var table: TextTable {
    var table = TextTable([("mistake", .left), ("injected", .right), ("caught", .right)])
    for (mistake, count) in score.injected.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      table.add([mistake, "\(count)", "\(score.caught[mistake, default: 0])"])
    }
    return table
  }
}
