// Our side and PyTorch's of every row, alternately, each time in a process of its own, and the ratio of the medians:
//
//     Bench [--rounds 3] [--seconds 3] [--python python3] [ROW...]
//     Bench --threads 64 [--rounds 3] [--seconds 3] [ROW...]  our side with 64 threads beside itself with the usual
//     Bench --measure ROW --seconds 3  our side alone, as one line of JSON
//
// Without a ROW all of the table; "growth" stands for all rows of the tutorial's step in other sizes, "loops" for those
// of single operations. PyTorch's side is PyTorch/rows.py; where that does not run, ours is printed alone. The usual
// threads are APUS_NUM_THREADS, or else the processors at hand.

import Foundation

@main struct Bench {
  static func main() throws {
    let options: Options
    do {
      options = try Options(CommandLine.arguments.dropFirst())
    } catch {
      FileHandle.standardError.write(Data("Bench: \(error)\n".utf8))
      exit(2)
    }
    if let row = options.measured {
      let measurement = try Measurement(of: row, seconds: options.seconds)
      print(String(decoding: try JSONEncoder().encode(measurement), as: UTF8.self))
    } else if let threads = options.otherThreads {
      ThreadComparison(options, threads: threads).run(options.rows)
    } else {
      Comparison(options).run(options.rows)
    }
  }
}
