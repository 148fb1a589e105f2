import FoundationEssentials
import Glibc

/// Whether two paths lead to one file that is there, through links or by another spelling.
func leadToOneFile(_ a: URL, _ b: URL) -> Bool {
  var (first, second) = (stat(), stat())
  return stat(a.path, &first) == 0 && stat(b.path, &second) == 0
    && first.st_dev == second.st_dev && first.st_ino == second.st_ino
}
