import cf from 'cloudfront';

const redirects = cf.kvs();

async function handler(event) {
  const { request } = event;
  if (await redirects.exists(request.uri)) {
    const value = await redirects.get(request.uri);
    return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value } } };
  }
  return request;
}
