import ArgumentParser
import Reporting

@main struct ParityCommand: ParsableCommand {
  func run() { show("nothing yet") }
}
