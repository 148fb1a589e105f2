import ArgumentParser
import Autograd
import GradCheckSuite
import Reporting

@main struct GradCheckCommand: ParsableCommand {
  func run() throws {
    for x in Suite.subjects { let t = try Suite.mutationScore(of: [x]); if t.seconds > 0.3 { show("\(x.name) \(t.injectedCount) \(t.seconds)") } }
    let s = try Suite.mutationScore(of: Suite.subjects) { complain($0) }
    show("\(s.rules) \(s.injectedCount) \(s.caughtCount) \(s.seconds)")
    for (k, v) in s.injected.sorted(by: { $0.value > $1.value }) { show("\(k) \(v) \(s.caught[k, default: 0])") }
    for s in s.survivors { show("\(s)") }
    for s in s.untested { show(s) }
  }
}
