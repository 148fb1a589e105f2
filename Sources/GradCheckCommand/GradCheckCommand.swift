import ArgumentParser
import Reporting

@main struct GradCheckCommand: ParsableCommand {
  func run() { show("nothing yet") }
}
