import ApusProof
import ApusReporting

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
      show("These have no rule of their own: \(score.composed.joined(separator: ", ")).")
      return
    }
    show("A rule is how one step gives the gradient of one of its inputs. Each mutant puts a wrong")
    show(
      "gradient in the place of a right one, and is given to the checks of the rule's operation.")
    show("")
    table.lines.forEach(show)
    show("")
    for survivor in score.survivors {
      show("SURVIVED  \(survivor.mistake): \(survivor.rule), checked as \(survivor.operation)")
    }
    for rule in score.untested { show("UNTESTED  no mutant changes the gradient of \(rule)") }
    show(
      "\(counted(score.rules, "rule")), \(counted(score.injected, "mutant")): \(grouped(score.caught)) "
        + "caught, \(score.survivors.count) survived; \(formatted(score.seconds, "%.1f")) s")
  }

  private var table: TextTable {
    var table = TextTable([("mistake", .left), ("mutants", .right), ("caught", .right)])
    func add(_ counts: [MutationScore.Count]) {
      for count in counts {
        table.add(["  \(count.mistake)", "\(count.injected)", "\(count.caught)"])
      }
    }
    let generic = score.mutants.filter { $0.operation == nil }
    table.add(title: "In every rule, where they make a difference")
    add(generic.sorted { $0.injected > $1.injected })
    var operations: [String] = []
    for operation in score.mutants.compactMap(\.operation) where !operations.contains(operation) {
      operations.append(operation)
    }
    for operation in operations {
      table.add(title: operation)
      add(score.mutants.filter { $0.operation == operation })
    }
    return table
  }
}
