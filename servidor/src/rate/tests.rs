use tokio::time::timeout;

use super::*;

#[test]
fn only_what_a_trusted_proxy_says_is_believed() {
    let rate = Rate::new(None, vec!["10.0.0.0/8".parse().unwrap()]);
    let de = |peer: &str, named: &'static str| {
        let mut headers = HeaderMap::new();
        if !named.is_empty() {
            headers.insert(FORWARDED, named.parse().unwrap());
        }
        rate.client(peer.parse().unwrap(), &headers).to_string()
    };
    assert_eq!(de("203.0.113.5", "198.51.100.1"), "203.0.113.5");
    assert_eq!(de("10.0.0.1", "198.51.100.1"), "198.51.100.1");
    // What the client wrote before the proxies is not believed.
    assert_eq!(
        de("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2"),
        "198.51.100.1"
    );
    assert_eq!(de("10.0.0.1", "nadie"), "10.0.0.1");
    assert_eq!(de("10.0.0.1", ""), "10.0.0.1");
    assert_eq!(de("10.0.0.1", "203.0.113.5:40001"), "203.0.113.5");
    assert_eq!(de("10.0.0.1", "203.0.113.8:1234, 10.0.0.2"), "203.0.113.8");
    assert_eq!(de("10.0.0.1", "[2001:db8:1::1]"), "2001:db8:1::");
    assert_eq!(de("10.0.0.1", "[2001:db8:1::1]:443"), "2001:db8:1::");
    assert_eq!(de("::ffff:10.0.0.1", "2001:db8:1:2:3::4"), "2001:db8:1:2::");
}

#[test]
fn too_much_has_to_wait() {
    let rate = Rate::new(NonZeroU32::new(1), vec![]);
    let who: IpAddr = "203.0.113.5".parse().unwrap();
    for _ in 0..BURST {
        assert_eq!(rate.allows(who), Ok(()));
    }
    assert!(
        rate.allows(who)
            .is_err_and(|seconds| (1..=2).contains(&seconds))
    );
    let other: IpAddr = "203.0.113.6".parse().unwrap();
    assert_eq!(rate.allows(other), Ok(()));
    // What is told without being asked for waits too, and is counted apart.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let told = |who| {
        let soon = async { timeout(Duration::from_millis(50), rate.pace(who)).await };
        runtime.block_on(soon).is_ok()
    };
    assert!((0..BURST).all(|_| told(who)));
    assert!(!told(who) && told(other));
}
