// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Globalization;
using System.Text;
using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tickets;

/// <summary>
/// Everything a ticket means, copied when it was planned: running work reads this and never the product, its revision or the live graph.
/// Insert-only. Parts are canonical JSON (members sorted); the hash is taken over all of them.
/// </summary>
public sealed record RuntimeSnapshot
{
    /// <summary>Of what is written today; older ones stay readable.</summary>
    public const string CurrentSchema = "1";

    public Guid Id { get; init; }
    public Guid JobTicketId { get; init; }
    public Guid ProductId { get; init; }
    public Guid ProductRevisionId { get; init; }
    public Guid FlowVersionId { get; init; }
    public required string ProductJson { get; init; }
    public required string ComponentsJson { get; init; }
    public required string ConstraintsJson { get; init; }
    public required string GraphJson { get; init; }

    /// <summary>Quantities per unit of product.</summary>
    public required string ComputedQtyJson { get; init; }
    public required string SchemaVersion { get; init; }

    /// <summary>SHA-256 (hex) over the parts in the order of this class, each with its length before it.</summary>
    public required string ContentHash { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>How serials name the product; null where it has none.</summary>
    public string? SerialSku => JsonElement.Parse(ProductJson).TryGetProperty("serial_sku", out var sku) ? sku.GetString() : null;

    /// <summary>With the hash of its parts.</summary>
    public RuntimeSnapshot Sealed() => this with { ContentHash = Hash() };

    /// <summary>The hash the row should have.</summary>
    public string Hash()
    {
        var text = new StringBuilder();
        foreach (var part in new[] { ProductJson, ComponentsJson, ConstraintsJson, GraphJson, ComputedQtyJson, SchemaVersion }) text.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part}");
        return CanonicalJson.Hash(text.ToString());
    }
}

/// <summary>The one act of making an instance's first set of tokens; at most one each.</summary>
public sealed class SpawnCycle
{
    public Guid Id { get; init; }
    public Guid InstanceId { get; init; }

    /// <summary>In hundredths.</summary>
    public long RequestedQty { get; init; }
    public int SpawnedCount { get; init; }
    public Guid? IdempotencyKey { get; init; }
    public Guid Actor { get; init; }
    public DateTime CreatedAt { get; init; }
}
