// What a person would write in an afternoon: serve-static on Express.
import express from 'express';
import serveStatic from 'serve-static';

const [folder, port] = process.argv.slice(2);
express().disable('x-powered-by').use(serveStatic(folder)).listen(Number(port), '127.0.0.1');
