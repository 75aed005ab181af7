using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ControlRoom.Core.Audit;

/// <summary>
/// Merkle root over (id, row hash) pairs, built while they stream by. Leaves and inner nodes are hashed with different first bytes, so that
/// neither can stand for the other; an odd subtree goes up as it is.
/// </summary>
public sealed class MerkleTree
{
    private readonly Stack<(int Height, byte[] Hash)> peaks = new();

    public int Count { get; private set; }

    public void Add(long id, string rowHash)
    {
        var leaf = new byte[9 + Encoding.UTF8.GetByteCount(rowHash)];
        BinaryPrimitives.WriteInt64BigEndian(leaf.AsSpan(1), id);
        Encoding.UTF8.GetBytes(rowHash, leaf.AsSpan(9));
        var (height, hash) = (0, SHA256.HashData(leaf));
        while (peaks.TryPeek(out var left) && left.Height == height)
        {
            peaks.Pop();
            (height, hash) = (height + 1, Node(left.Hash, hash));
        }
        peaks.Push((height, hash));
        Count++;
    }

    /// <summary>The root in hex; of no leaves, the hash of nothing.</summary>
    public string Root()
    {
        byte[]? root = null;
        foreach (var (_, hash) in peaks) root = root is null ? hash : Node(hash, root);
        return Convert.ToHexStringLower(root ?? SHA256.HashData([]));
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
