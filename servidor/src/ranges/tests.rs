use super::*;

#[test]
fn ranges_are_those_of_the_standard() {
    assert_eq!(range("bytes=0-4", 10), Some(Some((0, 4))));
    assert_eq!(range("bytes=4-", 10), Some(Some((4, 9))));
    assert_eq!(range("bytes=-3", 10), Some(Some((7, 9))));
    assert_eq!(range("bytes=-30", 10), Some(Some((0, 9))));
    assert_eq!(range("bytes=4-99", 10), Some(Some((4, 9))));
    assert_eq!(range("bytes=10-", 10), Some(None));
    let many = "9".repeat(30);
    assert_eq!(range(&format!("bytes=0-{many}"), 10), Some(Some((0, 9))));
    assert_eq!(range(&format!("bytes=-{many}"), 10), Some(Some((0, 9))));
    assert_eq!(range(&format!("bytes={many}-"), 10), Some(None));
    assert_eq!(range("bytes=-", 10), None);
    assert_eq!(range("bytes=-0", 10), Some(None));
    assert_eq!(range("bytes=5-4", 10), None);
    assert_eq!(range("bytes=0-1,4-5", 10), None);
    assert_eq!(range("lines=0-1", 10), None);
    assert_eq!(range("Bytes=0-4", 10), Some(Some((0, 4))));
    assert_eq!(range("bytes=+0-+4", 10), None);
}
