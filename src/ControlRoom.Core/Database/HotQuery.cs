using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ControlRoom.Core.Database;

/// <summary>
/// A query that every advance, registration or reading asks: it is translated once per database instead of being built and recognised anew at
/// each call, which costs more than the database takes to answer it.
/// </summary>
internal sealed class HotQuery<TArg, TResult>(Expression<Func<ControlRoomDb, TArg, IQueryable<TResult>>> query)
{
    private readonly ConditionalWeakTable<IModel, Func<ControlRoomDb, TArg, IAsyncEnumerable<TResult>>> translated = [];

    public async Task<List<TResult>> List(ControlRoomDb db, TArg arg, CancellationToken ct)
    {
        var list = new List<TResult>();
        await foreach (var item in Ask(db, arg).WithCancellation(ct)) list.Add(item);
        return list;
    }

    public async Task<TResult?> First(ControlRoomDb db, TArg arg, CancellationToken ct)
    {
        await foreach (var item in Ask(db, arg).WithCancellation(ct)) return item;
        return default;
    }

    private IAsyncEnumerable<TResult> Ask(ControlRoomDb db, TArg arg) => translated.GetValue(db.Model, _ => EF.CompileAsyncQuery(query))(db, arg);
}
